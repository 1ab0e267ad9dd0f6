import type { Command } from "commander";
import { printable } from "../../config/index.ts";
import { CodedError } from "../../report/errors.ts";
import type { LettersClient } from "./api.ts";

/**
 * The sink that is meant: the named one, else the only one that has dead letters.
 *
 * @throws CommanderError where several have some, CodedError `dead_letter_not_found` where none has
 */
export async function chooseSink(
  client: LettersClient,
  named: string | undefined,
  command: Command,
): Promise<string> {
  if (named !== undefined) return named;
  const sinks = (await client.holders()).map(({ sink }) => sink);
  const [only] = sinks;
  if (only === undefined)
    throw new CodedError("dead_letter_not_found", "there are no dead letters");
  if (sinks.length === 1) return only;
  const names = sinks.map((sink) => printable(sink)).join(", ");
  return command.error(`error: --sink is needed, since several have dead letters: ${names}`);
}
