import type { Command } from "commander";
import type { VersionInfo } from "./deps.ts";
import type { Io } from "./io.ts";

/** Adds `tattle version`. */
export function addVersion(program: Command, io: Io, version: VersionInfo): void {
  program
    .command("version")
    .description("Print the versions of Tattle and of what it is built on.")
    .option("--json", "print as JSON")
    .addHelpText("after", "\nExamples:\n  tattle version\n  tattle version --json")
    .action((options: { json?: true }) => {
      io.stdout(options.json ? `${JSON.stringify(version)}\n` : render(version));
    });
}

function render({ tattle, bun, sqlite, commit }: VersionInfo): string {
  const build = commit === null ? "" : ` (${commit})`;
  return `tattle ${tattle}${build}\nbun    ${bun}\nsqlite ${sqlite}\n`;
}
