import { type Command, InvalidArgumentError, Option } from "commander";
import { CodedError } from "../report/errors.ts";
import { type FilterOptions, filterParameters, withFilters } from "./filters.ts";
import type { Io } from "./io.ts";
import { readConfig } from "./options.ts";
import { open } from "./server.ts";

interface ExportOptions extends FilterOptions {
  format: "ndjson" | "csv";
  limit?: number;
}

/** Adds `tattle export`. */
export function addExport(program: Command, io: Io): void {
  withFilters(program.command("export"), "reports")
    .description("Print the reports that the running Tattle has kept, newest first.")
    .addOption(
      new Option("--format <format>", "how to write them")
        .choices(["ndjson", "csv"])
        .default("ndjson"),
    )
    .option("--limit <count>", "at most so many", readCount)
    .addHelpText(
      "after",
      `
NDJSON has everything, one report on each line. CSV is for spreadsheets: texts that they would run
as a formula get an apostrophe before them, and what cannot be shown becomes \\uXXXX.

Examples:
  tattle export --from 2026-11-01 > reports.ndjson
  tattle export --format csv --type csp-violation --noise without > reports.csv`,
    )
    .action(async (options: ExportOptions) => {
      const parameters = filterParameters(options);
      parameters.set("format", options.format);
      if (options.limit !== undefined) parameters.set("limit", `${options.limit}`);
      const config = readConfig(options, io);
      await using answer = await open(config, options.url, io, `/api/v1/export?${parameters}`);
      await print(answer.texts, io);
    });
}

/** As fast as it is read, and no longer than somebody does. */
async function print(texts: AsyncIterable<string>, io: Io): Promise<void> {
  try {
    for await (const text of texts) {
      io.stdout(text);
      if ((await io.drained?.()) === false) return;
    }
  } catch (cause) {
    throw new CodedError("server_unexpected", "the export broke off, what was printed is a part", {
      cause,
    });
  }
}

/** Reads a number of things as an option of a command. */
export function readCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number from 1 to 999999999.");
}
