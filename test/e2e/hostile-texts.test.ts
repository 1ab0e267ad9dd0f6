import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered } from "../support/api.ts";
import { tattleBinary } from "../support/binary.ts";
import { eventually } from "../support/eventually.ts";
import { startFakeWebhook } from "../support/fake-webhook.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Enough for a machine that is busy with other tests, in milliseconds. */
const LIMIT = 120_000;

/** Each does harm in some output that takes it for more than text. */
const TEXTS: Readonly<Record<string, string>> = {
  markup: `"><img src=x onerror=alert(1)><script>alert(2)</script>`,
  "a terminal's escape sequences": "\u001b[2J\u001b]0;owned\u0007\u009b31m",
  SQL: "' OR 1=1; DROP TABLE reports; --",
  "a formula": "=cmd|' /C calc'!A0",
  "another formula": "-2+3+cmd|' /C calc'!A0",
  "marks of direction": "\u202egnp.exe\u2066\ufeff",
  "8 KiB": "long-".repeat(1_639),
  NUL: "a\0b",
  "ends of lines": "a\r\nSet-Cookie: x=1\u2028b\u2029c\u0085",
  "half of a surrogate pair": "\ud83d cut",
  mentions: "<!channel> @everyone [x](https://evil.example) `code` *bold*",
};

const FIELDS = [
  ...["documentURL", "referrer", "blockedURL", "effectiveDirective", "originalPolicy"],
  ...["sourceFile", "sample", "disposition"],
];

/** Reports that {@link sendEverywhere} sends. */
const EACH = FIELDS.length + 3;

/** What a terminal, a log or a chat shows as it is: no control or format character, no other end of a line. */
const PLAIN = /^[\n\P{C}]*$/u;
const SEPARATORS = /[\u2028\u2029]/;

const WAYS = ["slack", "discord", "teams", "json"] as const;

describe("texts that are hostile, in every field of a report,", () => {
  const parts = new AsyncDisposableStack();
  const hooks = new Map<string, Awaited<ReturnType<typeof startFakeWebhook>>>();
  let tattle: TattleProcess;

  beforeAll(async () => {
    const folder = parts.use(temporaryFolder()).path;
    for (const via of WAYS) hooks.set(via, parts.use(await startFakeWebhook()));
    const toml = tomlFor((via) => hooks.get(via)?.url ?? "");
    tattle = parts.use(await TattleProcess.start({ data: join(folder, "data"), toml }));
    await eventually(() => assertWatching(tattle), LIMIT);
    for (const text of Object.values(TEXTS)) await sendEverywhere(tattle, text);
    await eventually(() => assertDelivered(tattle), LIMIT);
  }, LIMIT);
  afterAll(() => parts.disposeAsync());

  /** A command of the binary, asking that Tattle. */
  function run(...args: string[]): Bun.Subprocess<"ignore", "pipe", "pipe"> {
    return Bun.spawn([tattleBinary(), ...args, "--url", tattle.adminUrl], {
      cwd: tattle.data,
      env: { PATH: process.env.PATH, TATTLE_ADMIN_TOKEN: ADMIN_TOKEN },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
  }

  async function printed(...args: string[]): Promise<string> {
    const child = run(...args);
    const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    expect([args, await child.exited, err]).toEqual([args, 0, expect.stringMatching(PLAIN)]);
    expect(out).not.toBeEmpty();
    return out;
  }

  test("are in the API what they were", async () => {
    const reports = await allReports(tattle);
    expect(reports).toHaveLength(Object.keys(TEXTS).length * EACH);
    for (const [name, text] of Object.entries(TEXTS)) {
      const kept = reports.map(({ violation }) => violation?.sourceFile);
      // A field keeps so much of what is very long.
      const start = text.toWellFormed().slice(0, 2000);
      const same = kept.some((value) => typeof value === "string" && value.startsWith(start));
      expect([name, same]).toEqual([name, true]);
    }
  });

  test.each([
    "issues --limit 500",
    "issues --limit 500 --json",
    "export",
    "dead-letters list --limit 500",
    "dead-letters list --limit 500 --json",
    "sinks status",
  ])("are text in what `tattle %s` prints", async (command) => {
    const out = await printed(...command.split(" "));
    expect(out).toMatch(PLAIN);
    expect(out).not.toMatch(SEPARATORS);
  });

  test("are text in a dead letter that is shown", async () => {
    const path = "/api/v1/sinks/posthog/dead-letters?limit=1000";
    const { items } = await tattle.api<{ items: Array<{ id: number }> }>(path);
    const shown = await Promise.all(
      items
        .slice(0, 12)
        .map(({ id }) => printed("dead-letters", "show", `${id}`, "--sink", "posthog")),
    );
    for (const out of shown) expect(out).toMatch(PLAIN);
  });

  test("are cells of CSV that no spreadsheet runs", async () => {
    const out = await printed("export", "--format", "csv");
    expect(out.replaceAll("\r\n", "\n")).toMatch(PLAIN);
    expect(out).not.toMatch(/(?:^|,)"?[=+@-](?!\d)/m);
  });

  test("come back by an import as they were, once", async () => {
    const file = join(tattle.data, "..", "export.ndjson");
    await Bun.write(file, await printed("export"));
    const before = await allReports(tattle);
    const result: unknown = JSON.parse(await printed("import", file, "--json"));
    expect(result).toMatchObject({ malformed: 0, imported: before.length, problems: [] });
    await eventually(() => assertDelivered(tattle), LIMIT);
    expect(await allReports(tattle)).toEqual(before);
  });

  test.each(WAYS)(
    "are text in alerts by %s",
    async (via) => {
      const { received } = hooks.get(via) ?? { received: [] };
      await eventually(() => expect(received).not.toBeEmpty(), LIMIT);
      for (const text of textsOf(JSON.parse(received[0]?.text ?? ""))) {
        expect(text).toMatch(PLAIN);
        expect(text).not.toMatch(SEPARATORS);
      }
      // Slack and Discord make more of some texts.
      if (via === "slack") expect(received[0]?.text).not.toContain("<!channel>");
      if (via === "discord") expect(received[0]?.text).toContain('"allowed_mentions":{"parse":[]}');
    },
    LIMIT,
  );

  test("are in no metric, and one line of JSON each in the log", async () => {
    const metrics = await (await fetch(`${tattle.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(PLAIN);
    expect(metrics).not.toMatch(/onerror|calc|DROP TABLE|long-long/);
    expect(tattle.stderr).toMatch(PLAIN);
    expect(tattle.stderr).not.toMatch(/"level":"(?:error|fatal)"/);
  });

  test(
    "are one line each in what `tattle tail` prints",
    async () => {
      const tail = run("tail");
      let out = "";
      void collect(tail.stdout, (text) => {
        out += text;
      });
      // Only what comes after it has connected is shown, and nothing says when that was.
      await eventually(async () => {
        for (const text of Object.values(TEXTS)) await sendEverywhere(tattle, text);
        expect(out.split("\n").length).toBeGreaterThan(2 * EACH);
      }, LIMIT);
      tail.kill();
      await tail.exited;
      expect(out).toMatch(PLAIN);
      expect(out).not.toMatch(SEPARATORS);
      for (const line of out.split("\n").slice(0, -1)) expect(line).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    },
    LIMIT,
  );
});

/** Every report in PostHog's sink is a dead letter: it has no token. */
function tomlFor(urlOf: (via: string) => string): string {
  const alerts = WAYS.map(
    (via) => `
      [[alerts]]
      name = "new-${via}"
      kind = "new_issue"
      via = "${via}"
      url = "${urlOf(via)}"
      private_addresses = "allow"`,
  );
  return `
    [privacy]
    urls = "keep"
    [alerting]
    interval = "1s"
    [[sinks]]
    type = "sqlite"
    [[sinks]]
    type = "posthog"
    host = "http://127.0.0.1:9"
    batch = { max_age = "20ms" }
    ${alerts.join("\n")}`;
}

/** Throws until each alert knows what is not new. */
async function assertWatching(tattle: TattleProcess): Promise<void> {
  const { items } = await tattle.api<{ items: Array<{ askedAt: string | null }> }>(
    "/api/v1/alerts",
  );
  for (const { askedAt } of items) expect(askedAt).not.toBeNull();
}

/** Sends a text in each field alone, then in all fields of each serialization, and of other types. */
async function sendEverywhere(tattle: TattleProcess, text: string): Promise<void> {
  const alone = FIELDS.map((field) => violation({ [field]: text }, text));
  const all = violation(Object.fromEntries(FIELDS.map((field) => [field, text])), text);
  const other = {
    type: "deprecation",
    url: text,
    user_agent: text,
    body: { id: text, [text]: text },
  };
  const headers = { "content-type": "application/reports+json" };
  const list = JSON.stringify([...alone, all, { age: 1, ...other }]);
  const query = new URLSearchParams({ v: text, distinct_id: text, session_id: text });
  const answers = [
    await tattle.report(list, "", { headers }),
    await tattle.report(legacy(text), text.length < 1000 ? `?${query}` : ""),
  ];
  expect(answers.map(({ status }) => status)).toEqual([204, 204]);
}

function violation(fields: object, userAgent: string) {
  const body = {
    documentURL: "https://shop.example/",
    blockedURL: "https://cdn.example/x.js",
    effectiveDirective: "script-src-elem",
    originalPolicy: "default-src 'self'",
    disposition: "enforce",
    ...fields,
  };
  return { type: "csp-violation", age: 1, url: body.documentURL, user_agent: userAgent, body };
}

function legacy(text: string): string {
  const names = [
    ...["document-uri", "referrer", "violated-directive", "effective-directive"],
    ...["original-policy", "disposition", "blocked-uri", "source-file", "script-sample"],
  ];
  return JSON.stringify({ "csp-report": Object.fromEntries(names.map((name) => [name, text])) });
}

/** Every text in a value of JSON, names of members included. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [name, ...textsOf(child)]);
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  take: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
}
