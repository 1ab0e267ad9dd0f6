import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type Command, InvalidArgumentError } from "commander";
import { CodedError } from "../../report/errors.ts";
import type { Io } from "../io.ts";
import { type ConfigOptions, readConfig, withConfigOptions } from "../options.ts";
import { ask, withUrlOption } from "../server.ts";

/** A dead letter as far as the commands show it. */
export const Letter = Type.Object({
  id: Type.Integer(),
  type: Type.String(),
  url: Type.Union([Type.String(), Type.Null()]),
  reason: Type.String(),
  at: Type.String(),
  attempts: Type.Integer(),
  state: Type.String(),
});

/** A dead letter as far as the commands show it. */
export type Letter = Static<typeof Letter>;

const Letters = Type.Object({
  items: Type.Array(Letter),
  next: Type.Union([Type.String(), Type.Null()]),
});

const Holders = Type.Object({
  items: Type.Array(Type.Object({ sink: Type.String(), deadLetters: Type.Integer() })),
});

const Changed = Type.Object({ count: Type.Integer() });

/** The options of every command about dead letters. */
export interface LettersOptions extends ConfigOptions {
  url?: string;
  sink?: string;
  json?: true;
}

/** Adds a command with the options that all of them have. */
export function lettersCommand(parent: Command, usage: string): Command {
  return withUrlOption(withConfigOptions(parent.command(usage))).option(
    "--sink <name>",
    "the sink's name; needed where several sinks have dead letters",
  );
}

/** Reads ids as arguments of a command. */
export function readId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be an id as `tattle dead-letters list` shows it.");
}

/** The dead letters of the running Tattle. Every call throws a CodedError that says what to do. */
export class LettersClient {
  readonly #ask: (method: "GET" | "POST", path: string, body?: object) => Promise<unknown>;

  constructor(options: LettersOptions, io: Io) {
    const config = readConfig(options, io);
    this.#ask = (method, path, body) => ask(config, options.url, io, method, path, body);
  }

  /** The sinks that have dead letters, and how many. */
  async holders(): Promise<Array<{ sink: string; deadLetters: number }>> {
    const { items } = await this.#get(Holders, "/api/v1/dead-letters");
    return items.filter(({ deadLetters }) => deadLetters > 0);
  }

  /** The newest letters of a sink, and whether there are older ones. */
  async newest(sink: string, limit: number): Promise<{ letters: Letter[]; more: boolean }> {
    const letters: Letter[] = [];
    let cursor = "";
    for (;;) {
      const left = Math.min(1_000, limit + 1 - letters.length);
      const { items, next } = await this.#get(Letters, `${pathOf(sink)}?limit=${left}${cursor}`);
      letters.push(...items);
      if (letters.length > limit) return { letters: letters.slice(0, limit), more: true };
      if (next === null) return { letters, more: false };
      cursor = `&cursor=${encodeURIComponent(next)}`;
    }
  }

  /** A letter with its report, as the API has it. */
  one(sink: string, id: number): Promise<Letter> {
    return this.#get(Letter, `${pathOf(sink)}/${id}`);
  }

  /** @returns how many letters that has changed */
  async change(verb: "replay" | "drop", sink: string, ids: readonly number[]): Promise<number> {
    const choice = ids.length > 0 ? { ids } : { all: true };
    const answer = await this.#ask("POST", `${pathOf(sink)}/${verb}`, choice);
    return checked(Changed, answer).count;
  }

  async #get<S extends TSchema>(schema: S, path: string): Promise<Static<S>> {
    return checked(schema, await this.#ask("GET", path));
  }
}

function pathOf(sink: string): string {
  return `/api/v1/sinks/${encodeURIComponent(sink)}/dead-letters`;
}

function checked<S extends TSchema>(schema: S, answer: unknown): Static<S> {
  if (Value.Check(schema, answer)) return answer;
  throw new CodedError("server_unexpected", "the answer is not about dead letters");
}
