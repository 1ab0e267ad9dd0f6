import { createSink, SIGNAL } from "../../plugins/sqlite/test-support.ts";
import type { RemoteReader } from "../../src/http/services.ts";
import type { Report } from "../../src/report/report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A real store in a folder of its own. */
export interface Stored extends AsyncDisposable {
  readonly reader: RemoteReader;
  write(reports: readonly Report[]): Promise<void>;
}

/** A SQLite store that holds these reports. */
export async function storedReports(reports: Iterable<Report>): Promise<Stored> {
  const folder = temporaryFolder();
  const sink = createSink(folder.path);
  await sink.open(SIGNAL);
  const write = async (batch: readonly Report[]) => {
    await sink.write({ id: "batch", reports: batch }, SIGNAL);
  };
  await write([...reports]);
  const reader = sink.reader?.();
  if (reader === undefined) throw new Error("the store cannot be read");
  return {
    reader,
    write,
    [Symbol.asyncDispose]: async () => {
      await reader.close();
      await sink.close();
      folder[Symbol.dispose]();
    },
  };
}
