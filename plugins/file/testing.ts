import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { Value } from "@sinclair/typebox/value";
import type { Clock, Report } from "tattle/sink";
import plugin from "./index.ts";
import type { Settings } from "./settings.ts";
import { FileSink } from "./sink.ts";

/** Never aborts. */
export const SIGNAL = new AbortController().signal;

/** Settings as a config file with these lines would give them. */
export type Given = Partial<Omit<Settings, "rotate">> & { rotate?: Partial<Settings["rotate"]> };

/** A clock that stands still until it is told to go on. */
export class StandingClock implements Clock {
  #now = Date.now();

  now(): number {
    return this.#now;
  }

  async sleep(): Promise<void> {}

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** A sink that nobody has opened, its clock, and the errors that it logs. */
export function aSink(dataDir: string, given: Given = {}, clock = new StandingClock()) {
  const errors: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (message: string) => errors.push(message),
  };
  const settings = Value.Decode(plugin.config, Value.Default(plugin.config, { ...given }));
  const sink = new FileSink(settings, { name: "archive", log, clock, fetch, dataDir });
  return { sink, clock, errors };
}

/** Short ids in tests, UUIDs in files: a file whose lines begin otherwise is none of ours. */
const SHORT = /^00000000-0000-7/;

function uuidOf(id: string): string {
  const digits = Buffer.from(id).toString("hex").padStart(19, "0");
  return `00000000-0000-7${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`;
}

function shortOf(id: string): string {
  if (!SHORT.test(id)) return id;
  const digits = id.slice(15).replaceAll("-", "");
  return Buffer.from(digits.slice(1), "hex").toString().replaceAll("\0", "");
}

/** The id of a line, short where {@link aReport} was given a short one. */
export function idOf(line: string): string {
  return shortOf(JSON.parse(line).id);
}

/** A report whose line is a little longer than `bytes`. The id has at most 9 characters. */
export function aReport(id: string | number, bytes = 0): Report {
  const request = {
    id: "",
    token: null,
    version: null,
    distinctId: null,
    sessionId: null,
    userAgent: null,
  };
  return {
    id: uuidOf(String(id)),
    project: "default",
    receivedAt: 0,
    occurredAt: 0,
    type: "deprecation",
    url: null,
    age: null,
    userAgent: null,
    disposition: null,
    violation: null,
    body: {},
    raw: { text: "x".repeat(bytes) },
    request,
    sampling: null,
    weight: 1,
    noise: null,
  };
}

/** A batch of reports with these ids. */
export function aBatch(ids: readonly (string | number)[], bytes = 0) {
  return { id: `${ids[0]}.${ids.length}`, reports: ids.map((id) => aReport(id, bytes)) };
}

/** The whole numbers from `from` on, as ids. */
export function ids(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, n) => from + n);
}

/** The names of a file and of its rotated ones, oldest first, the file itself last; unfinished ones left out. */
export function namesOf(path: string): string[] {
  const stem = basename(path, ".ndjson");
  const names = readdirSync(dirname(path)).filter(
    (name) => name.startsWith(`${stem}-`) && !name.endsWith(".partial"),
  );
  return [...names.sort(), basename(path)];
}

/** The ids of all lines of a file, which has to consist of whole lines. */
export function idsIn(path: string): string[] {
  const bytes = readFileSync(path);
  const text = unpack(path, bytes).toString();
  if (text !== "" && !text.endsWith("\n")) throw new Error(`${path} ends in the middle of a line`);
  return text.split("\n").slice(0, -1).map(idOf);
}

/** The ids of all lines of a file and of its rotated ones, in order of writing. */
export function allIds(path: string): string[] {
  return namesOf(path).flatMap((name) => idsIn(join(dirname(path), name)));
}

function unpack(path: string, bytes: Buffer): Buffer {
  if (path.endsWith(".gz")) return gunzipSync(bytes);
  return path.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes;
}
