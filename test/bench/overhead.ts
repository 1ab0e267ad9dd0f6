import { temporaryFolder } from "../support/temporary-folder.ts";
import { makeJournal } from "./deliver.ts";
import type { Cost } from "./meter.ts";
import { measureRows, type Row } from "./sinks.ts";
import { median, table } from "./table.ts";

/** Reports in the journal, and how many of them are delivered before the measurement. */
const COUNT = 48_000;
const WARM = 16_000;

const BATCHES = [500, 50];

/**
 * What a process of its own costs a third party's sink: the same sink, which does nothing, in the
 * delivery loop's process and in a child of it. As a table. Prints nothing.
 */
export async function measureOverhead(rounds: number): Promise<string> {
  using folder = temporaryFolder();
  const journal = await makeJournal(folder.path, COUNT);
  const rows = BATCHES.flatMap((maxReports) =>
    [false, true].map((child) => row(child, maxReports)),
  );
  const costs = await measureRows(rows, { journal, count: COUNT, warm: WARM }, rounds);
  const lines = rows.map((row) => lineOf(row.name, costs.get(row) ?? []));
  const head = ["µs per report", "elapsed", "CPU, host", "CPU, child"];
  return table(head, [...lines, ...differences(rows, costs)]);
}

function row(child: boolean, maxReports: number): Row {
  const where = child ? "in a child process" : "in the host";
  const task = { type: "accept", child, maxReports };
  return { name: `${where}, batches of ${maxReports}`, task: () => task };
}

function lineOf(name: string, costs: readonly Cost[]): string[] {
  const columns = [
    costs.map(({ wall }) => wall),
    costs.map(({ cpu }) => cpu),
    costs.map(({ childCpu }) => childCpu),
  ];
  return [name, ...columns.map((values) => median(values).toFixed(1))];
}

/** Round by round, so that the drift of the machine cancels out. */
function differences(rows: readonly Row[], costs: Map<Row, Cost[]>): string[][] {
  return BATCHES.map((maxReports, index) => {
    const [inside = [], outside = []] = rows.slice(2 * index, 2 * index + 2).map((row) => {
      return costs.get(row);
    });
    const extra = outside.map((cost, round) => ({
      wall: cost.wall - (inside[round]?.wall ?? 0),
      cpu: cost.cpu - (inside[round]?.cpu ?? 0),
      childCpu: cost.childCpu,
    }));
    return lineOf(`the child's share, batches of ${maxReports}`, extra);
  });
}
