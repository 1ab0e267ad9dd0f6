/** Everything that browsers were recorded to send, by the default settings: what is on disk afterwards. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeBody } from "../../src/intake/index.ts";
import { JournalReader } from "../../src/journal/index.ts";
import type { Json } from "../../src/report/json.ts";
import { redactJson } from "../../src/report/redact.ts";
import { allReports, sinkOf, type Tally, tallyOf } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { exchange } from "../support/raw-http.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { readFixture, stringsOf } from "../unit/intake/corpus.ts";

interface Sent {
  name: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

interface RecordedRow {
  browser: string;
  scenario: string;
  request: { headers: Record<string, string>; body: string; bodyBase64?: string };
}

interface WildRow {
  id: string;
  headers: Record<string, string>;
  body: string | null;
}

/** A report whose policy holds the report URL with a token of its own, as every browser sends it. */
const OWN: Sent = {
  name: "own",
  headers: {
    "Content-Type": "application/csp-report",
    Cookie: "sid=COOKIE-s3cr3t",
    Referer: "https://shop.example/account?referer=REFERER-s3cr3t",
  },
  body: Buffer.from(
    JSON.stringify({
      "csp-report": {
        "document-uri": "https://shop.example/account?key=QUERY-s3cr3t#FRAGMENT-s3cr3t",
        "blocked-uri": "https://USER-s3cr3t:PASSWORD-s3cr3t@cdn.example/x.js?sig=SIGNATURE-s3cr3t",
        "effective-directive": "script-src-elem",
        "original-policy":
          "default-src 'self'; report-uri https://collector.example/report/?token=phc_POLICYs3cr3t",
        "script-sample": "fetch('https://api.example/?key=SAMPLE-s3cr3t')",
      },
    }),
  ),
};

/** Refused, and rightly so: no JSON, no usable item, or neither of the two media types. */
const REFUSED: ReadonlySet<string> = new Set([
  "real-021",
  "real-039",
  "relay-038",
  "relay-042",
  "relay-046",
]);

/** What the corpus' pages were given to lose. */
const INVENTED = [
  "SECRET",
  "s3cr3t",
  "pa55w0rd",
  "hunter2",
  "secret=",
  "access_token",
  "session=",
  "email=",
];

/** Shorter ones say nothing: they are found in any binary file. */
const TELLING = 5;

const recorded = readFixture("browser-reports.jsonl")
  .trimEnd()
  .split("\n")
  .map((line): RecordedRow => JSON.parse(line))
  .map(({ browser, scenario, request: { headers, body, bodyBase64 } }): Sent => {
    const bytes = bodyBase64 === undefined ? Buffer.from(body) : Uint8Array.fromBase64(bodyBase64);
    return { name: `${browser} ${scenario}`, headers, body: bytes };
  });

const wild = JSON.parse(readFixture("real-world-bodies.json")).map(
  ({ id, headers, body }: WildRow): Sent => ({ name: id, headers, body: Buffer.from(body ?? "") }),
);

const sent: Sent[] = [...recorded, ...wild, OWN];

function decoded({ body, headers }: Sent) {
  return decodeBody(body, headers["Content-Type"] ?? null, { reportsPerBody: 1_000 });
}

/** Queries and fragments of all URLs in all that is sent. */
function tails(): string[] {
  const found = new Set<string>();
  for (const { raw } of sent.flatMap((each) => decoded(each).items)) {
    for (const text of stringsOf(raw)) {
      for (const [, tail = ""] of text.matchAll(/:\/\/[^\s?#;,'"]*([?#][^\s;,'"]+)/g)) {
        if (tail.length >= TELLING) found.add(tail);
      }
    }
  }
  return [...found];
}

/** Every file below a folder, by name. */
function filesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const read = files.map(({ parentPath, name }): [string, Buffer] => {
    const path = join(parentPath, name);
    return [path.slice(folder.length), readFileSync(path)];
  });
  return new Map(read);
}

/** What the journal's rows say, which are compressed in its file. */
function journalTexts(): string {
  const journal = new JournalReader(data);
  const texts: string[] = [];
  for (let row = journal.next(0); row !== null; row = journal.next(row.seq)) texts.push(row.text);
  journal.close();
  return texts.join("\n");
}

/** `file: text` for each text that some file holds, in UTF-8 or UTF-16. */
function found(files: Map<string, Buffer>, texts: readonly string[]): string[] {
  return [...files].flatMap(([name, bytes]) =>
    texts
      .filter((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le")))
      .map((text) => `${name}: ${text}`),
  );
}

/** The defaults, and a sink that takes nothing: for its sake the journal keeps every row. */
const TOML = `
  [shutdown]
  timeout = "100ms"
  [[sinks]]
  type = "sqlite"
  [[sinks]]
  type = "posthog"
  host = "http://127.0.0.1:9"
`;

const folder = temporaryFolder();
const data = join(folder.path, "data");
let tattle: TattleProcess;
let statuses: Array<[string, number | undefined]>;
let whileRunning: Map<string, Buffer>;

beforeAll(async () => {
  tattle = await TattleProcess.start({ data, toml: TOML });
  statuses = [];
  for (const { name, headers, body } of sent) {
    const path = "/report/?token=phc_public&v=1&unknown=PARAMETER-s3cr3t";
    const { "Content-Length": _, ...others } = headers;
    const answer = await exchange(tattle.port, { path, headers: others, body });
    statuses.push([name, answer?.status]);
  }
  whileRunning = filesOf(data);
  await eventually(async () => expect((await sinkOf(tattle, "sqlite")).backlog.reports).toBe(0));
}, 60_000);

afterAll(async () => {
  await tattle[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe("every recorded body", () => {
  test("is answered 204, but for those that hold no report", () => {
    const expected = sent.map(({ name }) => [name, REFUSED.has(name) ? 400 : 204]);
    expect<unknown[]>(statuses).toEqual(expected);
    expect(sent.length).toBe(329 + 52 + 1);
  });

  test("is stored whole: items sent are reports stored and counted drops", async () => {
    const stored = await allReports(tattle);
    const tally: Tally = await tallyOf(tattle, "default");
    const items = sent.reduce((sum, { body }) => sum + itemsIn(body), 0);
    expect(tally).toMatchObject({ received: items, kept: stored.length, refused: 0 });
    expect(tally.byReason).toEqual({ malformed: REFUSED.size, type_not_accepted: 1 });
    expect(tattle.query("SELECT count(*) AS n FROM reports")).toEqual([{ n: stored.length }]);
  });

  test("comes out of the API as it went in, but for secrets", async () => {
    const expected = sent.flatMap((each) => decoded(each).items.map(({ raw }) => redactJson(raw)));
    const stored = (await allReports(tattle)).toReversed().map(({ raw }) => raw);
    expect<unknown[]>(stored).toEqual(expected);
  });
});

describe("the data folder", () => {
  test("holds no secret while Tattle runs, its logs included", () => {
    expect(found(whileRunning, [...INVENTED, ...tails()])).toEqual([]);
    expect([...whileRunning.keys()]).toContain("/journal.db-wal");
  });

  test("holds no secret once it has stopped", async () => {
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
    expect(found(filesOf(data), [...INVENTED, ...tails()])).toEqual([]);
    expect(INVENTED.filter((secret) => tattle.stderr.includes(secret))).toEqual([]);
  });

  test("holds no secret in the journal's compressed rows, which have every report", async () => {
    const texts = journalTexts();
    expect([...INVENTED, ...tails()].filter((secret) => texts.includes(secret))).toEqual([]);
    const rows = tattle.query<{ id: string }>("SELECT lower(hex(id)) AS id FROM reports");
    const plain = texts.replaceAll("-", "");
    expect(rows.filter(({ id }) => !plain.includes(id))).toEqual([]);
    expect(rows.length).toBeGreaterThan(500);
  });

  test("was really searched: what is no secret is found, and the texts looked for were sent", () => {
    const harmless = [
      "https://www.shop.example/",
      "default-src 'self'",
      "https://shop.example/account",
    ];
    const hits = found(filesOf(data), harmless).map((hit) => hit.slice(hit.indexOf(": ") + 2));
    expect(new Set(hits)).toEqual(new Set(harmless));
    const bodies = Buffer.concat(sent.map(({ body }) => body));
    expect(["SECRET", "s3cr3t", "pa55w0rd"].filter((text) => !bodies.includes(text))).toEqual([]);
    expect(tails().length).toBeGreaterThan(10);
  });
});

/** A list counts by its items, everything else as one. */
function itemsIn(body: Uint8Array): number {
  try {
    const json: Json = JSON.parse(new TextDecoder().decode(body));
    return Array.isArray(json) ? json.length : 1;
  } catch {
    return 1;
  }
}
