import { type Command, InvalidArgumentError } from "commander";
import { printable } from "../../config/index.ts";
import type { Io } from "../io.ts";
import { safeJson } from "../safe-json.ts";
import { table } from "../table.ts";
import { type Letter, LettersClient, type LettersOptions, lettersCommand } from "./api.ts";

interface ListOptions extends LettersOptions {
  limit: number;
}

/** A letter and the sink that has refused it. */
type Row = Letter & { sink: string };

/** The table's columns: every one its heading, and what stands below it. */
const COLUMNS: ReadonlyArray<readonly [string, (row: Row) => string]> = [
  ["SINK", ({ sink }) => printable(sink)],
  ["ID", ({ id }) => `${id}`],
  ["AT", ({ at }) => printable(at)],
  ["STATE", ({ state }) => printable(state)],
  ["ATTEMPTS", ({ attempts }) => `${attempts}`],
  ["TYPE", ({ type }) => printable(type, 40)],
  ["URL", ({ url }) => printable(url ?? "-", 60)],
  ["REASON", ({ reason }) => printable(reason, 120)],
];

const DEFAULT_LIMIT = 50;

/** Adds `tattle dead-letters list`. */
export function addList(parent: Command, io: Io): void {
  lettersCommand(parent, "list")
    .description("List dead letters, newest first; of every sink, unless --sink names one.")
    .option("--limit <count>", "at most so many of each sink", readLimit, DEFAULT_LIMIT)
    .option("--json", "print an array of what the API answers")
    .addHelpText(
      "after",
      `
STATE is \`replaying\` while a letter waits to be written again. ATTEMPTS counts how often the sink
has refused it. --json gives all of every text, the table one line of it.

Examples:
  tattle dead-letters list
  tattle dead-letters list --sink posthog --limit 1000 --json`,
    )
    .action(async (options: ListOptions) => {
      const client = new LettersClient(options, io);
      const sinks = options.sink === undefined ? await allSinks(client) : [options.sink];
      const rows: Row[] = [];
      for (const sink of sinks) {
        const { letters, more } = await client.newest(sink, options.limit);
        for (const letter of letters) rows.push({ sink, ...letter });
        if (more) io.stderr(`${printable(sink)} has more; --limit shows them.\n`);
      }
      io.stdout(options.json ? safeJson(rows) : render(rows));
    });
}

async function allSinks(client: LettersClient): Promise<string[]> {
  return (await client.holders()).map(({ sink }) => sink);
}

function render(rows: readonly Row[]): string {
  if (rows.length === 0) return "No dead letters.\n";
  const cells = rows.map((row) => COLUMNS.map(([, cell]) => cell(row)));
  return table([COLUMNS.map(([head]) => head), ...cells]);
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number from 1 to 999999.");
}
