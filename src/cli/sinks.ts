import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Command } from "commander";
import type { Manifests } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Deps } from "./deps.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, readConfig, withConfigOptions } from "./options.ts";
import { ask, withUrlOption } from "./server.ts";
import { table } from "./table.ts";

/** What `GET /api/v1/sinks` answers, as far as this command shows it. */
const Statuses = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String(),
      state: Type.String(),
      delivered: Type.Number(),
      rejected: Type.Number(),
      dropped: Type.Number(),
      backlog: Type.Object({ reports: Type.Number() }),
      lastError: Type.Union([Type.Null(), Type.Object({ message: Type.String() })]),
    }),
  ),
});

/** Adds `tattle sinks`. */
export function addSinks(program: Command, io: Io, deps: Deps): void {
  withUrlOption(withConfigOptions(program.command("sinks")))
    .description("List the built-in kinds of sinks, or how the configured ones are doing.")
    .option("--status", "ask the running Tattle how its sinks are doing")
    .addHelpText(
      "after",
      `
Examples:
  tattle sinks
  tattle sinks --status --config /etc/tattle/tattle.toml`,
    )
    .action(async (options: ConfigOptions & { url?: string; status?: true }) => {
      if (options.status === undefined) return io.stdout(kinds(deps.manifests));
      const { config } = readConfig(options, io, deps.manifests);
      io.stdout(statuses(await ask(config, options.url, io, "GET", "/api/v1/sinks")));
    });
}

function kinds(manifests: Manifests): string {
  const rows = Object.values(manifests).map(({ name, summary, supports }) => [
    name,
    [supports.reader ? "reader" : "", supports.idempotent ? "idempotent" : ""]
      .filter((word) => word !== "")
      .join(", "),
    summary,
  ]);
  return table([["TYPE", "SUPPORTS", "SUMMARY"], ...rows]);
}

function statuses(answer: unknown): string {
  if (!Value.Check(Statuses, answer)) {
    throw new CodedError("server_unexpected", "the answer holds no list of sinks");
  }
  const head = [
    "NAME",
    "TYPE",
    "STATE",
    "DELIVERED",
    "REJECTED",
    "DROPPED",
    "BACKLOG",
    "LAST ERROR",
  ];
  const rows = answer.items.map((sink) => [
    sink.name,
    sink.type,
    sink.state,
    `${sink.delivered}`,
    `${sink.rejected}`,
    `${sink.dropped}`,
    `${sink.backlog.reports}`,
    printable(sink.lastError?.message ?? ""),
  ]);
  return table([head, ...rows]);
}

/** One line without control characters: a message may hold what another server sent. */
function printable(text: string): string {
  return text.replace(/\p{C}+/gu, " ").slice(0, 200);
}
