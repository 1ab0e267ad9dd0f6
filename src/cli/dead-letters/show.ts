import type { Command } from "commander";
import type { Io } from "../io.ts";
import { safeJson } from "../safe-json.ts";
import { LettersClient, type LettersOptions, lettersCommand, readId } from "./api.ts";
import { chooseSink } from "./choose-sink.ts";

/** Adds `tattle dead-letters show`. */
export function addShow(parent: Command, io: Io): void {
  lettersCommand(parent, "show")
    .argument("<id>", "the letter's id, as `list` shows it", readId)
    .description("Print a dead letter with its report, as JSON.")
    .addHelpText("after", "\nExamples:\n  tattle dead-letters show 17 --sink posthog")
    .action(async (id: number, options: LettersOptions, command: Command) => {
      const client = new LettersClient(options, io);
      const sink = await chooseSink(client, options.sink, command);
      io.stdout(safeJson(await client.one(sink, id)));
    });
}
