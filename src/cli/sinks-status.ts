import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Command } from "commander";
import { printable } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, readConfig, withConfigOptions } from "./options.ts";
import { safeJson } from "./safe-json.ts";
import { ask, withUrlOption } from "./server.ts";
import { table } from "./table.ts";

const Status = Type.Object({
  name: Type.String(),
  type: Type.String(),
  state: Type.String(),
  delivered: Type.Number(),
  rejected: Type.Number(),
  dropped: Type.Number(),
  deadLetters: Type.Number(),
  lag: Type.Object({ reports: Type.Number(), seconds: Type.Number() }),
  restarts: Type.Union([Type.Null(), Type.Number()]),
  lastError: Type.Union([Type.Null(), Type.Object({ message: Type.String() })]),
});

/** What `GET /api/v1/sinks` answers, as far as this command shows it. */
const Statuses = Type.Object({ items: Type.Array(Status) });

/** The table's columns: every one its heading, and what stands below it. */
const COLUMNS: ReadonlyArray<readonly [string, (sink: Static<typeof Status>) => string]> = [
  ["NAME", ({ name }) => printable(name)],
  ["TYPE", ({ type }) => printable(type)],
  ["STATE", ({ state }) => printable(state)],
  ["DELIVERED", ({ delivered }) => `${delivered}`],
  ["REJECTED", ({ rejected }) => `${rejected}`],
  ["DEAD LETTERS", ({ deadLetters }) => `${deadLetters}`],
  ["DROPPED", ({ dropped }) => `${dropped}`],
  ["WAITING", ({ lag }) => `${lag.reports}`],
  ["LAG", ({ lag }) => `${Math.round(lag.seconds)}s`],
  ["RESTARTS", ({ restarts }) => (restarts === null ? "-" : `${restarts}`)],
  ["LAST ERROR", ({ lastError }) => printable(lastError?.message ?? "")],
];

/** Adds `tattle sinks status`. */
export function addSinksStatus(command: Command, io: Io): void {
  withUrlOption(withConfigOptions(command.command("status")))
    .description("Ask the running Tattle how its sinks are doing.")
    .option("--json", "print what the API answers")
    .addHelpText(
      "after",
      `
WAITING are the reports in the journal that a sink has not taken yet, LAG is the age of the oldest.
RESTARTS are those of the process of a sink that \`use\` names; built-in sinks have none.

Examples:
  tattle sinks status
  tattle sinks status --config /etc/tattle/tattle.toml --json`,
    )
    .action(async (options: ConfigOptions & { url?: string; json?: true }) => {
      const config = readConfig(options, io);
      const answer = await ask(config, options.url, io, "GET", "/api/v1/sinks");
      if (!Value.Check(Statuses, answer)) {
        throw new CodedError("server_unexpected", "the answer holds no list of sinks");
      }
      if (options.json) return io.stdout(safeJson(answer.items));
      const rows = answer.items.map((sink) => COLUMNS.map(([, cell]) => cell(sink)));
      io.stdout(table([COLUMNS.map(([head]) => head), ...rows]));
    });
}
