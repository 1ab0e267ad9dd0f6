import type { Command } from "commander";
import { printable } from "../../config/index.ts";
import { CodedError } from "../../report/errors.ts";
import type { Io } from "../io.ts";
import { safeJson } from "../safe-json.ts";
import { LettersClient, type LettersOptions, lettersCommand, readId } from "./api.ts";
import { chooseSink } from "./choose-sink.ts";

interface ChangeOptions extends LettersOptions {
  all?: true;
  yes?: true;
}

/** A command that changes letters. */
export interface Change {
  verb: "replay" | "drop";
  description: string;
  help: string;
  /** Does nothing unless `--yes` is there. */
  asks: boolean;
  /** What has happened to that many. */
  done: (count: string, sink: string) => string;
}

/** `tattle dead-letters replay`. */
export const REPLAY: Change = {
  verb: "replay",
  description: "Have dead letters written to their sink again.",
  help: `
They are written between the batches of the journal, as soon as the sink runs; \`list\` shows those
that still wait. What the sink accepts is gone from the list, what it refuses again stays.

Examples:
  tattle dead-letters replay 17 18 --sink posthog
  tattle dead-letters replay --all --sink posthog`,
  asks: false,
  done: (count, sink) => `${count} of ${sink} will be written again.`,
};

/** `tattle dead-letters drop`. */
export const DROP: Change = {
  verb: "drop",
  description: "Delete dead letters for good.",
  help: `
Without --yes it deletes nothing, says what it would delete, and ends with exit code 2.

Examples:
  tattle dead-letters drop 17 --sink posthog
  tattle dead-letters drop --all --sink posthog --yes`,
  asks: true,
  done: (count, sink) => `${count} of ${sink} deleted.`,
};

/** Adds `tattle dead-letters replay` or `drop`. */
export function addChange(parent: Command, io: Io, change: Change): void {
  const command = lettersCommand(parent, change.verb)
    .argument("[ids...]", "ids as `list` shows them", collectIds, [])
    .description(change.description)
    .option("--all", "every dead letter of the sink")
    .option("--json", 'print {"sink": …, "count": …}')
    .addHelpText("after", change.help);
  if (change.asks) command.option("--yes", "really do it");
  command.action(async (ids: number[], options: ChangeOptions) => {
    if (ids.length > 0 === (options.all === true)) command.error("error: name ids, or --all");
    const client = new LettersClient(options, io);
    const sink = await chooseSink(client, options.sink, command);
    if (change.asks && !options.yes) {
      const many = ids.length > 0 ? ids.length : await countOf(client, sink);
      const what = `${letters(many)} of ${printable(sink)}`;
      command.error(`error: ${what} would be deleted; add --yes to do it`);
    }
    const count = await client.change(change.verb, sink, ids);
    const missing = ids.length - count;
    if (missing > 0) tellMissing(missing, count, sink, io);
    const text = change.done(letters(count), printable(sink));
    io.stdout(options.json ? safeJson({ sink, count }, 0) : `${text}\n`);
  });
}

/** @throws CodedError `dead_letter_not_found` where none of the ids was one */
function tellMissing(missing: number, count: number, sink: string, io: Io): void {
  const text = `${missing} of the ids ${missing === 1 ? "is no dead letter" : "are no dead letters"} of ${printable(sink)}`;
  if (count === 0) throw new CodedError("dead_letter_not_found", text);
  io.stderr(`${text}\n`);
}

async function countOf(client: LettersClient, name: string): Promise<number> {
  const holders = await client.holders();
  return holders.find(({ sink }) => sink === name)?.deadLetters ?? 0;
}

function collectIds(text: string, before: readonly number[]): number[] {
  return [...before, readId(text)];
}

function letters(count: number): string {
  return count === 1 ? "1 dead letter" : `${count} dead letters`;
}
