import type { Command } from "commander";
import type { Io } from "./io.ts";

/** What `tattle version` prints. */
export interface VersionInfo {
  readonly tattle: string;
  readonly bun: string;
  readonly sqlite: string;
  /** Of the build; `null` where the build did not say. */
  readonly commit: string | null;
}

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
