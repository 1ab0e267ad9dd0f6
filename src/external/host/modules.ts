import * as typebox from "@sinclair/typebox";
import * as sink from "../../sink/index.ts";

/**
 * Serves the host's own copies to what is imported from now on: the sink needs no copy of Tattle
 * beside it, and schemas made with TypeBox directly are the ones that `t` makes.
 */
export function registerModules(): void {
  Bun.plugin({
    name: "tattle",
    setup(build) {
      build.module("tattle/sink", () => ({ exports: { ...sink }, loader: "object" }));
      build.module("@sinclair/typebox", () => ({ exports: { ...typebox }, loader: "object" }));
    },
  });
}
