import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Command } from "commander";
import { type GeneralConfig, printable } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, readConfig, withConfigOptions } from "./options.ts";
import { safeJson } from "./safe-json.ts";
import { ask, withUrlOption } from "./server.ts";
import { table } from "./table.ts";

const PATH = "/api/v1/erasures";

/** Between two looks whether it is done, in milliseconds. */
const PAUSE = 500;

const Erasure = Type.Object({
  id: Type.String(),
  state: Type.String(),
  sinks: Type.Array(
    Type.Object({
      sink: Type.String(),
      state: Type.String(),
      reports: Type.Integer(),
      deadLetters: Type.Integer(),
    }),
  ),
});

type Erasure = Static<typeof Erasure>;

interface EraseOptions extends ConfigOptions {
  url?: string;
  distinctId?: string;
  document?: string;
  project?: string;
  json?: true;
  yes?: true;
}

/** Adds `tattle erase`. */
export function addErase(program: Command, io: Io): void {
  const command = withUrlOption(withConfigOptions(program.command("erase")));
  command
    .description("Delete all reports of a person or about a page, for good.")
    .option("--distinct-id <id>", "reports whose request had this distinct_id")
    .option("--document <url>", "reports about this document, as reports show it")
    .option("--project <name>", "only in this project")
    .option("--json", "print the erasure as JSON")
    .option("--yes", "really do it")
    .addHelpText("after", HELP)
    .action(async (options: EraseOptions) => {
      const { distinctId, document, project } = options;
      if ((distinctId === undefined) === (document === undefined)) {
        command.error("error: name --distinct-id or --document");
      }
      if (!options.yes) command.error("error: nothing was erased; add --yes to do it for good");
      const config = readConfig(options, io);
      const request = {
        ...(distinctId !== undefined && { distinctId }),
        ...(document !== undefined && { documentURL: document }),
        ...(project !== undefined && { project }),
      };
      const made = read(await ask(config, options.url, io, "POST", PATH, request));
      const done = await end(made, config, options.url, io);
      io.stdout(options.json ? safeJson(done, 2) : `${render(done)}\n`);
    });
}

const HELP = `
Reports, dead letters and texts that only they named are gone from every sink that can erase and
from the journal when this ends; counts stay. It goes on when this is interrupted, and over
restarts. Sinks that are "not asked" have what they were sent: erase it there. So have copies that
\`tattle backup\` made.

Examples:
  tattle erase --distinct-id user-4711 --yes
  tattle erase --document https://shop.example/account --project shop --yes`;

async function end(
  made: Erasure,
  config: GeneralConfig,
  url: string | undefined,
  io: Io,
): Promise<Erasure> {
  const path = `${PATH}/${encodeURIComponent(made.id)}`;
  let waiting = "";
  for (let erasure = made; ; ) {
    if (erasure.state === "done") return erasure;
    const sinks = erasure.sinks.filter(({ state }) => state === "waiting");
    const text = sinks.map(({ sink }) => printable(sink)).join(", ");
    // A sink that is down may keep it for long: whoever waits is to know.
    if (text !== waiting && text !== "") io.stderr(`waiting until ${text} has all reports\n`);
    waiting = text;
    await io.clock.sleep(PAUSE);
    erasure = read(await ask(config, url, io, "GET", path));
  }
}

function read(answer: unknown): Erasure {
  if (Value.Check(Erasure, answer)) return answer;
  throw new CodedError("server_unexpected", "the answer is no erasure");
}

function render({ sinks }: Erasure): string {
  const rows = sinks.map(({ sink, state, reports, deadLetters }) => [
    printable(sink),
    state.replace("_", " "),
    `${reports}`,
    `${deadLetters}`,
  ]);
  return table([["SINK", "STATE", "REPORTS", "DEAD LETTERS"], ...rows]).trimEnd();
}
