import type { Database } from "bun:sqlite";
import { copyFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { table } from "../table.ts";
import { Asked } from "./ask.ts";
import { measureInserts } from "./inserts.ts";
import { measureLag } from "./lag.ts";
import { pathOf, type Question, questionsOf, SPANS, type Span } from "./questions.ts";
import { rawBeside, timeOf } from "./raw.ts";
import { databaseOf, type Made } from "./store.ts";
import { milliseconds, quantile, ratio } from "./times.ts";

type Print = (text: string) => void;

/** What to measure. */
export interface ReadEffort {
  /** Reports in the smaller and the larger database; only the first where they are equal. */
  sizes: readonly [number, number];
  /** How often each question is asked in a server that runs, and how often of one that just started. */
  rounds: number;
  cold: number;
  /** Prints only these questions, by part of their name. */
  only?: string;
}

/** A database and who answers from it. */
interface Store {
  reports: number;
  folder: string;
  file: string;
  raw: Database;
}

/** Times of one question over one span of one database, in milliseconds. */
interface Times {
  cold: number[];
  warm: number[];
  /** Processor time of the server for what is in `warm`. */
  cpu: number[];
}

/** How long the API takes to answer from the SQLite store, against plain GROUP BY over raw reports. */
export async function measureReading(effort: ReadEffort, print: Print): Promise<void> {
  using folder = temporaryFolder();
  const stores: Store[] = [];
  for (const reports of new Set(effort.sizes)) {
    stores.push(await storeOf(reports, folder.path, print));
  }
  const questions = await questionsFor(stores.at(-1), effort.only);
  const times = timesOf(stores, questions);
  print(`\n${stores.map(describe).join("\n")}`);
  await askWarm(stores, questions, times, effort.rounds);
  for (let round = 0; round < effort.cold; round++) await askCold(stores, questions, times);
  for (const span of SPANS) print(`\n${tableOf(span, stores, questions, times)}`);
  const largest = stores.at(-1);
  if (largest !== undefined && effort.only === undefined) {
    print(`\n${await measureInserts(largest.file, folder.path)}`);
    print(`\n${await measureLag(largest.file)}`);
  }
  for (const span of SPANS) print(`\n${rawTable(span, stores, questions, times)}`);
}

async function storeOf(reports: number, folder: string, print: Print): Promise<Store> {
  const kept = await databaseOf(reports, print);
  const raw = await rawBeside(kept, reports);
  // What is kept stays as it is, whatever the server writes.
  const file = join(folder, `${reports}.db`);
  copyFileSync(join(kept, "reports.db"), file);
  return { reports, folder: kept, file, raw };
}

function describe({ reports, folder, file }: Store): string {
  const path = join(folder, "made.json");
  const made: Made | null = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
  const took = made === null ? "" : `; made in ${made.wall} s, ${made.cpu.toFixed(0)} s of CPU`;
  return `${short(reports)} reports: ${(statSync(file).size / reports).toFixed(0)} bytes each${took}`;
}

async function questionsFor(store: Store | undefined, only = ""): Promise<Question[]> {
  if (store === undefined) return [];
  await using asked = await Asked.start(store.file);
  const questions = questionsOf(await asked.issue(0), await asked.issue(100));
  return questions.filter(({ name }) => name.includes(only));
}

type AllTimes = Map<string, Times>;

function timesOf(stores: readonly Store[], questions: readonly Question[]): AllTimes {
  const keys = stores.flatMap((store) =>
    SPANS.flatMap((span) => questions.map((question) => keyOf(store, question, span))),
  );
  return new Map(keys.map((key) => [key, { cold: [], warm: [], cpu: [] }]));
}

function keyOf({ reports }: Store, { name }: Question, span: Span): string {
  return `${reports} ${span.name} ${name}`;
}

/** Each question first thing after a start: nothing is remembered but what the kernel has of the file. */
async function askCold(
  stores: readonly Store[],
  questions: readonly Question[],
  times: AllTimes,
): Promise<void> {
  for (const question of questions) {
    for (const span of SPANS) {
      for (const store of stores) {
        await using asked = await Asked.start(store.file);
        await asked.time("/api/v1/sinks");
        const { wall } = await asked.time(pathOf(question, span));
        times.get(keyOf(store, question, span))?.cold.push(wall);
      }
    }
  }
}

/** In turn of one database and the other, since the machine's speed drifts. */
async function askWarm(
  stores: readonly Store[],
  questions: readonly Question[],
  times: AllTimes,
  rounds: number,
): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const asked: Array<[Store, Asked]> = [];
  for (const store of stores) asked.push([store, parts.use(await Asked.start(store.file))]);
  for (let round = 0; round < rounds; round++) {
    for (const span of SPANS) {
      for (const question of questions) {
        for (const [store, server] of round % 2 === 0 ? asked : asked.toReversed()) {
          const { wall, cpu } = await server.time(pathOf(question, span));
          const own = times.get(keyOf(store, question, span));
          own?.warm.push(wall);
          own?.cpu.push(cpu);
        }
      }
    }
  }
}

/** Limits of what the project wants: milliseconds of the clock, and as a multiple of the smaller database's. */
const GOAL = { p95: 50, growth: 1.5 };

function tableOf(
  span: Span,
  stores: readonly Store[],
  questions: readonly Question[],
  times: AllTimes,
): string {
  const [small] = stores;
  const large = stores.at(-1);
  const head = stores.flatMap(({ reports }) => [`${short(reports)} cold`, "p50", "p95", "CPU"]);
  const rows = questions.map((question) => {
    const of = (store: Store) => times.get(keyOf(store, question, span)) ?? NONE;
    const cells = stores.flatMap((store) => cellsOf(of(store)));
    if (small === undefined || large === undefined) return [question.name, ...cells];
    const [first, last] = [of(small), of(large)];
    // Of processor time: what else the machine does would be most of it otherwise.
    const growth = quantile(last.cpu, 0.5) / quantile(first.cpu, 0.5);
    const missed = [
      ...(quantile(last.warm, 0.95) > GOAL.p95 ? ["p95"] : []),
      ...(growth > GOAL.growth ? ["growth"] : []),
    ];
    return [question.name, ...cells, ratio(growth), missed.join(", ")];
  });
  return table([span.name, ...head, "growth", "missed"], rows);
}

const NONE: Times = { cold: [], warm: [], cpu: [] };

function cellsOf({ cold, warm, cpu }: Times): string[] {
  return [
    cold.length === 0 ? "" : milliseconds(quantile(cold, 0.5)),
    milliseconds(quantile(warm, 0.5)),
    milliseconds(quantile(warm, 0.95)),
    milliseconds(quantile(cpu, 0.5)),
  ];
}

/** Processor time of plain GROUP BY over raw reports, and how many times that of the whole server it is. */
function rawTable(
  span: Span,
  stores: readonly Store[],
  questions: readonly Question[],
  times: AllTimes,
): string {
  const rows = questions.flatMap((question) => {
    const { sql, name } = question;
    if (sql === undefined) return [];
    const cells = stores.flatMap((store) => {
      const raw = timeOf(store.raw, sql, span);
      const own = quantile(times.get(keyOf(store, question, span))?.cpu ?? [], 0.5);
      return [milliseconds(raw), ratio(raw / own)];
    });
    return [[name, ...cells]];
  });
  const head = stores.flatMap(({ reports }) => [`${short(reports)} GROUP BY`, "times"]);
  return table([`${span.name}, CPU`, ...head], rows);
}

function short(reports: number): string {
  return reports % 1e6 === 0 ? `${reports / 1e6} M` : String(reports);
}
