import { resolve } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type Command, Option } from "commander";
import { printable } from "../config/index.ts";
import { IMPORT_FORMATS } from "../imports/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Input, Io } from "./io.ts";
import { type ConfigOptions, readConfig, withConfigOptions } from "./options.ts";
import { safeJson } from "./safe-json.ts";
import { withUrlOption } from "./server.ts";
import { upload } from "./upload.ts";

/** What stands for the standard input. */
const STDIN = "-";

/** Lines at fault that are shown. */
const SHOWN = 10;

const Result = Type.Object({
  lines: Type.Integer(),
  empty: Type.Integer(),
  malformed: Type.Integer(),
  reports: Type.Integer(),
  imported: Type.Integer(),
  duplicates: Type.Integer(),
  dropped: Type.Record(Type.String(), Type.Integer()),
  problems: Type.Array(Type.Object({ line: Type.Integer(), message: Type.String() })),
  from: Type.Union([Type.String(), Type.Null()]),
  to: Type.Union([Type.String(), Type.Null()]),
  sinks: Type.Array(Type.String()),
});

type Result = Static<typeof Result>;

interface ImportCommandOptions extends ConfigOptions {
  url?: string;
  format?: string;
  project?: string;
  sinks?: string;
  receivedAt?: string;
  json?: true;
}

/** Adds `tattle import`. */
export function addImport(program: Command, io: Io): void {
  withUrlOption(withConfigOptions(program.command("import <file>")))
    .description(
      "Bring reports of a file into the running Tattle: an export, or logs of another collector.",
    )
    .addOption(
      new Option(
        "--format <format>",
        "what all lines are; default: each tells by its shape",
      ).choices([...IMPORT_FORMATS]),
    )
    .option("--project <name>", "where all of it belongs; default: as each line says")
    .option("--sinks <names>", "who gets it, with commas; default: sinks that can be read from")
    .option(
      "--received-at <moment>",
      "when lines came that do not say; default: when the file was changed last",
    )
    .option("--json", "print the result as JSON")
    .addHelpText("after", HELP)
    .action(async (file: string, options: ImportCommandOptions) => {
      const config = readConfig(options, io);
      const input = inputOf(file, io);
      const path = `/api/v1/imports?${parametersOf(options, input)}`;
      const result = read(await upload(config, options.url, io, path, input.chunks));
      io.stdout(options.json ? safeJson(result, 2) : render(result));
      if (result.malformed > 0 && result.malformed === result.lines - result.empty) {
        throw new CodedError("import_unusable", "no line could be used");
      }
    });
}

const HELP = `
<file> is - for the standard input. Lines may be an export of Tattle, an access log of nginx with
request bodies in it, go-csp-collector's JSON, or plain bodies, also mixed.

Reports keep their time. They go to the sinks that can be read from, are neither sampled nor
limited again, and alert nobody. The same file can be imported again, after it broke off or by
mistake: a report that is there already stays there once.

Examples:
  tattle export > reports.ndjson && tattle import --config new.toml reports.ndjson
  zcat csp.log.*.gz | tattle import --project shop -`;

function inputOf(file: string, io: Io): Input {
  try {
    return io.input(file === STDIN ? null : resolve(io.cwd, file));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? `: ${cause.code}` : "";
    throw new CodedError("import_unreadable", `cannot read ${JSON.stringify(file)}${code}`, {
      cause,
    });
  }
}

function parametersOf(options: ImportCommandOptions, { modifiedAt }: Input): URLSearchParams {
  const { format, project, sinks, receivedAt = modifiedAt?.toFixed(0) } = options;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ format, project, sinks, receivedAt })) {
    if (value !== undefined) parameters.set(name, value);
  }
  return parameters;
}

function read(answer: unknown): Result {
  if (Value.Check(Result, answer)) return answer;
  throw new CodedError("server_unexpected", "the answer is no result of an import");
}

function render(result: Result): string {
  const { imported, reports, lines, empty, malformed, duplicates, problems, sinks } = result;
  const span = result.from === null ? "" : `, received from ${result.from} to ${result.to}`;
  const text = [
    `${imported} of ${reports} reports imported into ${sinks.map((name) => printable(name)).join(", ")}${span}`,
    ...Object.entries(result.dropped).map(([reason, count]) => `${count} left out: ${reason}`),
    ...(duplicates > 0 ? [`${duplicates} came twice in the file`] : []),
    `${lines} lines: ${malformed} malformed, ${empty} empty`,
    ...problems.slice(0, SHOWN).map(({ line, message }) => `line ${line}: ${printable(message)}`),
    ...(problems.length > SHOWN ? ["and more; --json has the first hundred"] : []),
  ];
  return `${text.join("\n")}\n`;
}
