/** A delivery thread for tests that delivers nothing, and says which noise rules it has heard of last. */
import type { NoiseRule } from "../../src/admission/index.ts";
import type { RetagInfo } from "../../src/delivery/index.ts";
import { type DeliverySetup, serveRpc } from "../../src/threads/index.ts";

declare const self: Worker;

let ids = "";

function useNoise(rules: readonly NoiseRule[]): void {
  ids = rules.map(({ id }) => id).join();
}

serveRpc(self, {
  start: ({ noise }: DeliverySetup) => useNoise(noise),
  stop: () => {},
  useNoise,
  retags: (): RetagInfo => ({ id: ids, at: 0, sinks: [] }),
});
