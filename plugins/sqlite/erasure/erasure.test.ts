import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Erasure, isMeant, type Report, type Sink } from "tattle/sink";
import { backupPath } from "../backup.ts";
import { parseUuid } from "../codec/uuid.ts";
import {
  createSink,
  report,
  SIGNAL,
  type Store,
  storeOf,
  violation,
  withFolder,
  withStore,
} from "../test-support.ts";

const PERSON = "person-4f8c1e77-of-somebody";
const UUID = "5b0c2f0e-6c1d-4b0e-9a53-0d9a7e1c2b3f";
const PAGE = "https://shop.example/account/erase-this-page";

const PERSONAL: Erasure = { id: "e1", project: null, distinctId: PERSON, documentURL: null };
const OF_PAGE: Erasure = { ...PERSONAL, distinctId: null, documentURL: PAGE };

/** The `n`th report, of somebody, about some document. */
function of(n: number, distinctId: string, documentURL: string, project = "shop"): Report {
  const one = report(n, { project, url: documentURL });
  const raw = {
    "csp-report": { "document-uri": documentURL, "script-sample": `${distinctId} ${n}` },
  };
  const request = { ...one.request, distinctId };
  return {
    ...one,
    raw,
    request,
    violation: { ...violation(), documentURL, sourceFile: documentURL },
  };
}

/** Every third of one person, every fifth about one page. */
function mixture(count: number, from = 1): Report[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const distinctId = n % 3 === 0 ? PERSON : `other-${n % 7}`;
    return of(n, distinctId, n % 5 === 0 ? PAGE : `https://shop.example/page-${n % 11}`);
  });
}

/** Steps until it is done. @returns how many reports are gone */
async function erase(sink: Sink, erasure: Erasure, between = async () => {}): Promise<number> {
  for (let reports = 0, steps = 0; steps < 10_000; steps++) {
    const step = await sink.erase?.(erasure, SIGNAL);
    if (step === undefined) break;
    reports += step.reports;
    if (step.done) return reports;
    await between();
  }
  throw new Error("the erasure does not end");
}

/** Files of a folder that have these bytes anywhere. */
function filesWith(dir: string, needle: string | Uint8Array): string[] {
  return readdirSync(dir).filter((name) => readFileSync(join(dir, name)).includes(needle));
}

async function stored(sink: Sink): Promise<Report[]> {
  const reader = sink.reader?.();
  const items: Report[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await reader?.reports({ limit: 1_000, ...(cursor !== undefined && { cursor }) });
    items.push(...(page?.items ?? []));
    cursor = page?.next ?? undefined;
  }
  await reader?.close();
  return items;
}

function sums({ value }: Store): unknown[] {
  return ["hours", "days", "facet_days", "document_days", "project_document_days", "issues"].map(
    (table) => value(`SELECT sum(received) AS n FROM ${table}`),
  );
}

describe("an erasure", () => {
  test.each([
    ["a person", PERSONAL, PERSON],
    ["a document", OF_PAGE, PAGE],
  ])(
    "of %s leaves no byte of it in any file, all other reports, and all counts",
    (_, erasure, text) =>
      withStore(async (store) => {
        const { sink, write, dir } = store;
        const all = mixture(3_000);
        for (let at = 0; at < all.length; at += 500) await write(all.slice(at, at + 500));
        writeFileSync(backupPath(store.path, 1), text);
        const before = sums(store);
        expect(filesWith(dir, text)).not.toEqual([]);
        const kept = all.filter((one) => !isMeant(erasure, one));
        expect(await erase(sink, erasure)).toBe(all.length - kept.length);
        expect(filesWith(dir, text)).toEqual([]);
        expect((await stored(sink)).reverse()).toEqual(kept);
        expect(sums(store)).toEqual(before);
        expect(store.value("PRAGMA integrity_check")).toBe("ok");
      }),
  );

  test("of an id that is kept as bytes leaves none of them either", () =>
    withStore(async ({ sink, write, dir }) => {
      const bytes = parseUuid(UUID) ?? new Uint8Array();
      await write(Array.from({ length: 500 }, (_, n) => of(n + 1, n % 2 ? UUID : "x", PAGE)));
      expect(filesWith(dir, bytes)).not.toEqual([]);
      expect(await erase(sink, { ...PERSONAL, distinctId: UUID })).toBe(250);
      for (const needle of [UUID, bytes]) expect(filesWith(dir, needle)).toEqual([]);
    }));

  test("ends within one project where it names one", () =>
    withStore(async (store) => {
      const { sink, write } = store;
      await write([1, 2, 3, 4].map((n) => of(n, PERSON, PAGE, n % 2 ? "shop" : "blog")));
      expect(await erase(sink, { ...OF_PAGE, project: "shop" })).toBe(2);
      expect((await stored(sink)).map(({ project }) => project)).toEqual(["blog", "blog"]);
      expect(store.value("SELECT count(*) AS n FROM texts WHERE document_day >= 0")).toBe(1);
    }));

  test("goes on while reports are written, and harms none of them", () =>
    withStore(async ({ sink, write, dir }) => {
      const all = mixture(4_000);
      await write(all.slice(0, 2_000));
      let at = 2_000;
      const more = async () => {
        const others = all.slice(at, at + 200).filter((one) => !isMeant(PERSONAL, one));
        at += 200;
        if (others.length > 0) await write(others);
      };
      await erase(sink, PERSONAL, more);
      while (at < all.length) await more();
      const expected = all.filter((one) => !isMeant(PERSONAL, one));
      expect((await stored(sink)).reverse()).toEqual(expected);
      expect(filesWith(dir, PERSON)).toEqual([]);
    }));

  test("that was cut off at any step is done by the next one", () =>
    withFolder(async (dir) => {
      for (let cut = 1; cut < 12; cut++) {
        const sink = createSink(dir);
        await sink.open(SIGNAL);
        const { write } = storeOf(dir, sink);
        await write(mixture(1_500, cut * 1_500));
        for (let step = 0; step < cut; step++) await sink.erase?.(PERSONAL, SIGNAL);
        await sink.close();
        const again = createSink(dir);
        await again.open(SIGNAL);
        await erase(again, PERSONAL);
        expect(filesWith(dir, PERSON)).toEqual([]);
        await again.close();
      }
    }));

  test("waits for whoever reads an older state, since the log has it", () =>
    withStore(async ({ sink, write, path, dir }) => {
      await write(mixture(100));
      const reader = new Database(path, { readonly: true });
      reader.run("BEGIN");
      reader.query("SELECT count(*) FROM reports").get();
      for (let step = 0; step < 20; step++) {
        expect((await sink.erase?.(PERSONAL, SIGNAL))?.done).toBe(false);
      }
      reader.run("COMMIT");
      await erase(sink, PERSONAL);
      expect(filesWith(dir, PERSON)).toEqual([]);
      reader.close();
    }));

  test("finds nothing a second time", () =>
    withStore(async ({ sink, write }) => {
      await write(mixture(30));
      expect(await erase(sink, PERSONAL)).toBe(10);
      expect(await erase(sink, PERSONAL)).toBe(0);
    }));
});
