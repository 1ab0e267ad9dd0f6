/**
 * Writes under a disk that refuses. Arguments: the folder, and `limit` for a process that may make
 * no file larger than 64 KiB, or the file that makes syncs fail.
 */
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { aBatch, aSink, ids, SIGNAL } from "./testing.ts";

const [folder = "", fault = "limit"] = process.argv.slice(2);
const path = join(folder, "reports.ndjson");
const { sink } = aSink(folder);

/** Prints what a call came to. */
async function say(name: string, call: Promise<unknown>): Promise<void> {
  const outcome = await call.then(
    () => "done",
    (error) => `${error.message.slice(error.message.lastIndexOf("("))} ${error.fatal}`,
  );
  process.stdout.write(`${name}: ${outcome}\n`);
}

/** What a disk may do with pages that it could not write: they are gone, and the length is not. */
function lose(at: number, bytes: number): void {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(bytes), 0, bytes, at);
  closeSync(file);
}

await sink.open(SIGNAL);
await say("write", sink.write(aBatch(ids(5), 1_000), SIGNAL));
if (fault === "limit") {
  await say("large write", sink.write(aBatch(ids(100, 100), 1_000), SIGNAL));
} else {
  await say("sync", sink.sync());
  const { size } = Bun.file(path);
  await say("write", sink.write(aBatch(ids(5, 5), 1_000), SIGNAL));
  writeFileSync(fault, "sync");
  await say("failing sync", sink.sync());
  lose(size, 3_000);
  await say("failing sync", sink.sync());
  rmSync(fault);
}
await say("write", sink.write(aBatch(["last"]), SIGNAL));
await say("sync", sink.sync());
await sink.close();
