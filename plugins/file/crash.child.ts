/**
 * Writes reports with small files and much rotation, for ever: what the crash test kills. Prints
 * how many reports are synced. Arguments: the folder, the compression, the first report's id.
 */
import { aBatch, aSink, ids, SIGNAL } from "./testing.ts";

const [folder = "", compress = "gzip", from = "0"] = process.argv.slice(2);
const { sink } = aSink(folder, {
  compress: compress === "zstd" ? "zstd" : "gzip",
  rotate: { size: 200_000 },
});
const BATCH = 20;

await sink.open(SIGNAL);
for (let batch = 0; ; batch += 1) {
  await sink.write(aBatch(ids(BATCH, Number(from) + batch * BATCH), 1_000), SIGNAL);
  if (batch % 3 !== 2) continue;
  await sink.sync();
  process.stdout.write(`${Number(from) + (batch + 1) * BATCH}\n`);
}
