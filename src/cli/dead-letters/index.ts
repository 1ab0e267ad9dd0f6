import type { Command } from "commander";
import type { Io } from "../io.ts";
import { addChange, DROP, REPLAY } from "./change.ts";
import { addList } from "./list.ts";
import { addShow } from "./show.ts";

/** Adds `tattle dead-letters` with `list`, `show`, `replay` and `drop`. */
export function addDeadLetters(program: Command, io: Io): void {
  const command = program
    .command("dead-letters")
    .description("See the reports that a sink has refused, write them again, or delete them.")
    .addHelpText(
      "after",
      `
Examples:
  tattle dead-letters list
  tattle dead-letters replay --all --sink posthog`,
    );
  addList(command, io);
  addShow(command, io);
  addChange(command, io, REPLAY);
  addChange(command, io, DROP);
}
