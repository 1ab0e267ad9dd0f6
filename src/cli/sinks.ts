import type { Command } from "commander";
import type { Manifest, Manifests } from "../config/index.ts";
import type { Deps } from "./deps.ts";
import type { Io } from "./io.ts";
import { addSinksStatus } from "./sinks-status.ts";
import { table } from "./table.ts";

/** Adds `tattle sinks` with `list`, which it does by itself, and `status`. */
export function addSinks(program: Command, io: Io, deps: Deps): void {
  const command = program
    .command("sinks")
    .description("List the built-in kinds of sinks, or show how the configured ones are doing.")
    .addHelpText(
      "after",
      `
Examples:
  tattle sinks
  tattle sinks status --config /etc/tattle/tattle.toml`,
    );
  addSinksList(command, io, deps.manifests);
  addSinksStatus(command, io);
}

function addSinksList(command: Command, io: Io, manifests: Manifests): void {
  command
    .command("list", { isDefault: true })
    .description("List the built-in kinds of sinks.")
    .option("--json", "print as JSON")
    .addHelpText("after", "\nExamples:\n  tattle sinks list\n  tattle sinks list --json")
    .action(({ json }: { json?: true }) => {
      const kinds = Object.values(manifests).map(kindOf);
      io.stdout(json ? `${JSON.stringify(kinds, null, 2)}\n` : render(kinds));
    });
}

interface Kind {
  readonly type: string;
  readonly supports: readonly string[];
  readonly summary: string;
}

function kindOf({ name, summary, supports }: Manifest): Kind {
  const words = [supports.reader ? "reader" : "", supports.idempotent ? "idempotent" : ""];
  return { type: name, supports: words.filter((word) => word !== ""), summary };
}

function render(kinds: readonly Kind[]): string {
  const rows = kinds.map(({ type, supports, summary }) => [type, supports.join(", "), summary]);
  return table([["TYPE", "SUPPORTS", "SUMMARY"], ...rows]);
}
