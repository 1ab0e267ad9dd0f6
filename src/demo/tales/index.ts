import type { Tale } from "../tale.ts";
import { BLOG_TALES } from "./blog.ts";
import { DROPPED_TALES } from "./dropped.ts";
import { INTRANET_TALES } from "./intranet.ts";
import { NOISE_TALES } from "./noise.ts";
import { OTHER_TALES } from "./other-types.ts";
import { SHOP_TALES } from "./shop.ts";

/** All that happens. */
export const TALES: readonly Tale[] = [
  ...SHOP_TALES,
  ...NOISE_TALES,
  ...BLOG_TALES,
  ...INTRANET_TALES,
  ...OTHER_TALES,
  ...DROPPED_TALES,
];
