import { expand, type NoiseRule } from "../rule.ts";
import { ADWARE } from "./adware.ts";
import { BROWSERS } from "./browsers.ts";
import { EXTENSIONS } from "./extensions.ts";
import { NETWORKS } from "./networks.ts";
import { OWN } from "./own.ts";
import { SAMPLES } from "./samples.ts";
import { VIEWERS } from "./viewers.ts";

/** Every rule that Tattle knows. */
export const NOISE_RULES: readonly NoiseRule[] = expand([
  ...EXTENSIONS,
  ...BROWSERS,
  ...NETWORKS,
  ...VIEWERS,
  ...ADWARE,
  ...SAMPLES,
  ...OWN,
]);
