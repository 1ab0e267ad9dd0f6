import type { Stack } from "../snippet.ts";
import { aspnet } from "./aspnet.ts";
import { django } from "./django.ts";
import { netlify, plain, vercel, workers } from "./edge.ts";
import { express } from "./express.ts";
import { laravel } from "./laravel.ts";
import { next } from "./next.ts";
import { rails } from "./rails.ts";
import { apache, caddy, nginx } from "./servers.ts";
import { spring } from "./spring.ts";

/** Every stack that a snippet is written for, in the order in which they are shown. */
export const STACKS: readonly Stack[] = [
  plain,
  nginx,
  apache,
  caddy,
  express,
  next,
  rails,
  django,
  laravel,
  spring,
  aspnet,
  workers,
  netlify,
  vercel,
];
