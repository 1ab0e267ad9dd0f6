import { expect, test } from "bun:test";
import { NOISE_RULES } from "../../../src/admission/index.ts";
import { DeliveryThread } from "../../../src/threads/index.ts";
import { MemoryLog } from "../../support/memory-log.ts";

test("noise rules that change while the thread starts reach it", async () => {
  const [before, after] = [NOISE_RULES.slice(0, 1), NOISE_RULES.slice(1, 3)];
  const thread = new DeliveryThread({
    entry: new URL("../../support/noise-thread.entry.ts", import.meta.url),
    setup: { dir: "", durability: "os", logLevel: "error", sinks: [], noise: before },
    log: new MemoryLog(),
    onEvent: () => {},
  });
  const started = thread.start();
  thread.useNoise(after);
  await started;
  expect((await thread.retags()).id).toBe(after.map(({ id }) => id).join());
  await thread.stop(0);
});
