import plugin from "./index.ts";
import { aReport } from "./testing.ts";

/**
 * A program for tests: writes its argument's number of reports to its standard output from a
 * worker thread, as Tattle does. Exits with 0, or with 7 after a fatal error of the sink.
 */
declare const self: Worker;

const count = Number(Bun.argv[2]);
const report = { ...aReport(), raw: { text: "x".repeat(1_000) } };

if (Bun.isMainThread) {
  const worker = new Worker(import.meta.url, { argv: [String(count)] });
  worker.onmessage = ({ data }) => process.exit(data);
} else {
  const clock = { now: () => 0, sleep: (ms: number) => Bun.sleep(ms) };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const sink = plugin.create({}, { name: "stdout", log, clock, fetch, dataDir: "" });
  await sink.open(new AbortController().signal);
  try {
    for (let id = 0; id < count; id += 1) {
      const reports = [{ ...report, id: String(id) }];
      await sink.write({ id: String(id), reports }, new AbortController().signal);
    }
    await sink.close();
    self.postMessage(0);
  } catch (error) {
    self.postMessage(error instanceof Object && "fatal" in error && error.fatal ? 7 : 8);
  }
}
