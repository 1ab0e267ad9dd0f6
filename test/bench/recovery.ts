import type { OutageResult, OutageTask } from "./outage.ts";
import { table } from "./table.ts";
import { Work } from "./work.ts";

/**
 * What follows on an outage of one sink, as a table. Prints nothing.
 *
 * @param seconds how long it lasts by the simulated clock
 * @throws Error where a report was lost, came twice or out of order
 */
export async function measureRecovery(seconds: number, rate: number): Promise<string> {
  const columns: Array<[OutageTask["type"], OutageResult]> = [];
  for (const type of ["discard", "sqlite"] as const) {
    using work = new Work();
    columns.push([type, await work.outage({ type, seconds, rate })]);
  }
  const line = (name: string, cell: (result: OutageResult) => string) => {
    return [name, ...columns.map(([, result]) => cell(result))];
  };
  return table(
    ["sink", ...columns.map(([type]) => type)],
    [
      line("reports that waited", ({ reports }) => String(reports)),
      line("s to append them, one fsync each", ({ filled }) => filled.toFixed(1)),
      line("s from the sink's return to the next attempt (simulated)", ({ waited }) =>
        waited.toFixed(0),
      ),
      line("s from then until all have arrived", ({ recovered }) => recovered.toFixed(2)),
      line("s from then until the first report from after the outage", ({ firstAfter }) =>
        firstAfter.toFixed(2),
      ),
      line("reports/s while recovering", ({ reports, recovered }) =>
        (reports / recovered).toFixed(0),
      ),
      line("journal at the end of the outage, MiB", ({ journalBefore }) =>
        mebibytes(journalBefore),
      ),
      line("journal after it, MiB", ({ journalAfter }) => mebibytes(journalAfter)),
      line("peak RSS, MiB", ({ peak }) => mebibytes(peak)),
    ],
  );
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
