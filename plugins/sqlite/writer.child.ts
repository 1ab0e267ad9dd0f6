/** Writes batches into a folder for ever and prints a line for each: what the durability test kills. */
import { createSink, RETENTION, report, SIGNAL } from "./test-support.ts";

const [dir = "", size = "1", limit] = process.argv.slice(2);
const retention = { ...RETENTION, ...(limit === undefined ? {} : { size: Number(limit) }) };
const sink = createSink(dir, { retention });
await sink.open(SIGNAL);
for (let batch = 0; ; batch++) {
  const start = batch * Number(size);
  const reports = Array.from({ length: Number(size) }, (_, n) => report(start + n));
  await sink.write({ id: String(batch), reports }, SIGNAL);
  process.stdout.write("written\n");
}
