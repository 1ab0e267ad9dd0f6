import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Command } from "commander";
import { printable } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import { type FilterOptions, filterParameters, withFilters } from "./filters.ts";
import type { Io } from "./io.ts";
import { readConfig } from "./options.ts";
import { safeJson } from "./safe-json.ts";
import { open } from "./server.ts";
import { eventsOf, type ServerSentEvent } from "./server-sent-events.ts";

const text = Type.Union([Type.String(), Type.Null()]);

/** A report as far as this command shows it. */
const Shown = Type.Object({
  receivedAt: Type.String(),
  project: Type.String(),
  type: Type.String(),
  url: text,
  disposition: text,
  violation: Type.Union([Type.Object({ effectiveDirective: text, blockedURL: text }), Type.Null()]),
  noise: text,
});

const Dropped = Type.Object({ count: Type.Integer(), more: Type.Boolean() });

interface TailOptions extends FilterOptions {
  json?: true;
}

/** Milliseconds before another attempt. */
const AGAIN = 2_000;

/** Adds `tattle tail`. */
export function addTail(program: Command, io: Io): void {
  withFilters(program.command("tail"), "reports", "no span")
    .description("Print reports as the running Tattle stores them, until SIGINT.")
    .option("--json", "print each report as the API has it, on a line of its own")
    .addHelpText(
      "after",
      `
A connection that breaks is made again and goes on where it was. Where more come in than can be
shown, stderr says how many were left out. Colours are for terminals, unless NO_COLOR is set.

Examples:
  tattle tail --noise without
  tattle tail --directive script-src-elem --json`,
    )
    .action(async (options: TailOptions) => {
      const control = new AbortController();
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        io.onSignal(signal, () => control.abort());
      }
      await follow(options, io, control.signal);
    });
}

/** The first connection must succeed; later ones are tried for as long as it takes. */
async function follow(options: TailOptions, io: Io, signal: AbortSignal): Promise<void> {
  const config = readConfig(options, io);
  const path = `/api/v1/stream?${filterParameters(options)}`;
  const print = printer(options, io);
  let lastId: string | null = null;
  let connected = false;
  while (!signal.aborted) {
    try {
      await using answer = await open(config, options.url, io, path, { lastId, signal });
      connected = true;
      for await (const event of eventsOf(answer.texts)) {
        lastId = event.id ?? lastId;
        if (!(await print(event))) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      const lasting = !(error instanceof CodedError) || error.code === "server_unreachable";
      if (!connected || !lasting) throw error;
    }
    if (signal.aborted) return;
    io.stderr("The connection is gone; trying again.\n");
    await io.clock.sleep(AGAIN, signal);
  }
}

/** Prints an event; `false` once nobody reads what is printed. */
function printer({ json }: TailOptions, io: Io) {
  const paint = io.color === true && !io.env.NO_COLOR ? coloured : plain;
  return async ({ name, data }: ServerSentEvent): Promise<boolean> => {
    const value: unknown = JSON.parse(data);
    if (name === "dropped" && Value.Check(Dropped, value)) {
      const least = value.more ? "at least " : "";
      io.stderr(`${least}${value.count} reports were too many to be shown.\n`);
      return true;
    }
    if (name !== "report" || !Value.Check(Shown, value)) return true;
    io.stdout(json ? safeJson(value, 0) : `${lineOf(value, paint)}\n`);
    return (await io.drained?.()) !== false;
  };
}

type Paint = (text: string, colour: number) => string;

const plain: Paint = (shown) => shown;
/** SGR, ECMA-48 §8.3.117. */
const coloured: Paint = (shown, colour) => `\u001b[${colour}m${shown}\u001b[0m`;

const DIM = 2;
const RED = 31;
const YELLOW = 33;
const CYAN = 36;

function lineOf(report: Static<typeof Shown>, paint: Paint): string {
  const { receivedAt, project, type, url, disposition, violation, noise } = report;
  const what = violation?.effectiveDirective ?? type;
  const blocked = violation?.blockedURL ?? "";
  return [
    paint(printable(receivedAt, 30), DIM),
    printable(project, 30),
    paint(printable(what, 40), CYAN),
    ...(blocked === ""
      ? []
      : [paint(printable(blocked, 100), disposition === "enforce" ? RED : YELLOW)]),
    ...(url === null ? [] : [`on ${printable(url, 100)}`]),
    ...(noise === null ? [] : [paint(`(${printable(noise, 60)})`, DIM)]),
  ].join("  ");
}
