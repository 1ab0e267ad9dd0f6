import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Report } from "tattle/sink";
import { failureOf } from "../../test/support/failure.ts";
import {
  type FakePostHog,
  type Outcome,
  startFakePostHog,
} from "../../test/support/fake-posthog.ts";
import { MemoryLog } from "../../test/support/memory-log.ts";
import { sinkContext } from "../../test/support/sink-context.ts";
import type { Settings } from "./settings.ts";
import { PostHogSink } from "./sink.ts";
import { aLargeRaw, aReport } from "./testing.ts";

const KEY = "phc_fixed_0123456789abcdef";
const TOKEN_A = "phc_shop_a_0123456789";
const TOKEN_B = "phc_shop_b_0123456789";

let posthog: FakePostHog;
beforeEach(async () => {
  posthog = await startFakePostHog();
});
afterEach(() => posthog.close());

function aSink(settings: Partial<Settings> = {}, log = new MemoryLog()): PostHogSink {
  return new PostHogSink(
    { host: posthog.url, request_timeout: 5_000, ...settings },
    sinkContext({ log }),
  );
}

function write(sink: PostHogSink, reports: Report[], signal = new AbortController().signal) {
  return sink.write({ id: "batch", reports }, signal);
}

function of(token: string | null, count = 1): Report[] {
  return Array.from({ length: count }, () => aReport({ request: { token } }));
}

/** What a write that must fail says to the host. */
async function failure(attempt: Promise<unknown>): Promise<Error> {
  const error = await failureOf(attempt);
  expect(error.message).not.toContain(KEY);
  return error;
}

describe("delivery", () => {
  test("speaks PostHog's protocol, and everything arrives under the configured key", async () => {
    const reports = [...of(TOKEN_A, 3), ...of(null, 2)];
    expect(await write(aSink({ api_key: KEY }), reports)).toEqual({});
    expect(posthog.violations()).toEqual([]);
    expect(posthog.requests.length).toBe(1);
    expect(posthog.events().map(({ uuid }) => uuid)).toEqual(reports.map(({ id }) => id));
    expect(new Set(posthog.events().map(({ api_key }) => api_key))).toEqual(new Set([KEY]));
  });

  test("without a key each report goes to the project of its token, one request a project", async () => {
    const reports = [...of(TOKEN_A), ...of(TOKEN_B), ...of(TOKEN_A)];
    expect(await write(aSink(), reports)).toEqual({});
    expect(posthog.requests.map(({ api_key, events }) => [api_key, events.length])).toEqual([
      [TOKEN_A, 2],
      [TOKEN_B, 1],
    ]);
    expect(posthog.violations()).toEqual([]);
  });

  test("without a key a report without a usable token is rejected, and the others go on", async () => {
    const bad = [null, "", "phx_personal_key_012345", "x".repeat(65), "smörgås"];
    const reports = [...bad.flatMap((token) => of(token)), ...of(TOKEN_A)];
    const { rejected } = await write(aSink(), reports);
    expect(rejected?.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(posthog.events().length).toBe(1);
    expect(posthog.violations()).toEqual([]);
  });

  test("types that PostHog ignores are accepted and not sent", async () => {
    const log = new MemoryLog();
    const reports = [aReport({ type: "deprecation" }), aReport({ type: "coep" })];
    expect(await write(aSink({ api_key: KEY }, log), reports)).toEqual({});
    expect(posthog.requests).toEqual([]);
    expect(log.lines).toEqual([
      { level: "debug", message: "report types that PostHog ignores", fields: { skipped: 2 } },
    ]);
  });

  test("splits what is too large for one request", async () => {
    const reports = Array.from({ length: 30 }, () => aReport({ raw: aLargeRaw(200_000) }));
    expect(await write(aSink({ api_key: KEY }), reports)).toEqual({});
    expect(posthog.requests.length).toBe(3);
    expect(posthog.events().length).toBe(30);
    expect(posthog.violations()).toEqual([]);
  });

  test("an event beyond 1 MB, which PostHog would lose silently, is rejected", async () => {
    const reports = [...of(TOKEN_A), aReport({ raw: aLargeRaw(600_000) }), ...of(TOKEN_A)];
    const { rejected } = await write(aSink(), reports);
    expect(rejected).toEqual([{ index: 1, reason: expect.stringContaining("1 MB") }]);
    expect(posthog.events().length).toBe(2);
    expect(posthog.violations()).toEqual([]);
  });

  test("half a character in a sample does not cost the request", async () => {
    const raw = { "csp-report": { "script-sample": "\\\ud83d", "\udc00": "\\ud83d \u0000" } };
    expect(await write(aSink(), [aReport({ raw })])).toEqual({});
    expect(posthog.violations()).toEqual([]);
    expect(posthog.events()[0]?.properties.$csp_raw_report).toEqual({
      "csp-report": { "script-sample": "\\\ufffd", "\ufffd": "\\ud83d \u0000" },
    });
  });
});

describe("outcomes with a configured key", () => {
  const retried: [string, Outcome, object][] = [
    ["503", { status: 503 }, { retryAfter: null }],
    [
      "503 with Retry-After",
      { status: 503, headers: { "retry-after": "7" } },
      { retryAfter: 7_000 },
    ],
    ["500 with a long page", { status: 500, body: "x".repeat(200_000) }, { retryAfter: null }],
    ["429 in seconds", { status: 429, headers: { "retry-after": "120" } }, { retryAfter: 120_000 }],
    [
      "429 until a date",
      { status: 429, headers: { "retry-after": "Fri, 02 Jan 2026 00:01:30 GMT" } },
      { retryAfter: 90_000 },
    ],
    [
      "429 for a year",
      { status: 429, headers: { "retry-after": "31536000" } },
      { retryAfter: 3_600_000 },
    ],
    [
      "429 without a word",
      { status: 429, headers: { "retry-after": "soon" } },
      { retryAfter: 10_000 },
    ],
    ["over quota", "quota_limited", { retryAfter: 3_600_000 }],
    ["402", { status: 402 }, { retryAfter: 3_600_000 }],
    ["404", { status: 404 }, { retryAfter: 60_000 }],
    ["a passing redirect", { status: 307, headers: { location: "https://x.example/" } }, {}],
    ["a web page that says 200", { status: 200, body: "<!doctype html>" }, { retryAfter: 60_000 }],
    ["a broken connection", "reset", { retryAfter: null }],
    ["an endless answer", "endless", {}],
  ];
  test.each(retried)("%s: the batch comes again, nothing is lost", async (_name, outcome, want) => {
    const sink = aSink({ api_key: KEY });
    const reports = of(null, 3);
    posthog.script(outcome);
    const error = await failure(write(sink, reports));
    expect(error).toMatchObject({ code: "sink_error", fatal: false, ...want });
    expect(await write(sink, reports)).toEqual({});
    expect(posthog.events().length).toBe(3);
    expect(posthog.violations()).toEqual([]);
  });

  test.each<Outcome>(["hang", "drip"])("%s: gives up after the timeout", async (outcome) => {
    posthog.script(outcome);
    const error = await failure(write(aSink({ api_key: KEY, request_timeout: 100 }), of(null)));
    expect(error).toMatchObject({ code: "sink_error", fatal: false });
  });

  test("nobody listens: the batch comes again", async () => {
    await posthog.close();
    const error = await failure(write(aSink({ api_key: KEY }), of(null)));
    expect(error).toMatchObject({ code: "sink_error", fatal: false });
    expect(error.message).toContain("ECONNREFUSED");
  });

  const fatal: [string, Outcome, string][] = [
    ["401", { status: 401, body: `API key ${KEY} is not valid` }, "401"],
    [
      "301",
      { status: 301, headers: { location: "https://eu.example/batch/?x" } },
      "https://eu.example",
    ],
    ["308 to nowhere", { status: 308 }, "another address"],
  ];
  test.each(fatal)(
    "%s: stops the sink, and says why without the key",
    async (_name, outcome, word) => {
      posthog.script(outcome);
      const error = await failure(write(aSink({ api_key: KEY }), of(null)));
      expect(error).toMatchObject({ code: "sink_error", fatal: true });
      expect(error.message).toContain(word);
      expect(posthog.requests.length).toBe(1);
    },
  );

  test.each([400, 413])(
    "%p: halves until only the bad event is left, and rejects it",
    async (status) => {
      const reports = of(null, 9);
      const bad = reports[5]?.id;
      posthog.rule(({ events }) =>
        events.some(({ uuid }) => uuid === bad)
          ? { status, body: "what\u001b[31m is\nthis" }
          : "ok",
      );
      const { rejected } = await write(aSink({ api_key: KEY }), reports);
      expect(rejected).toEqual([{ index: 5, reason: expect.stringContaining(`(${status})`) }]);
      expect(rejected?.[0]?.reason).toEndWith(": what [31m is this");
      expect(posthog.events().length).toBe(8);
      expect(posthog.requests.length).toBeLessThanOrEqual(9);
    },
  );

  test("an aborted write throws the signal's reason, and later ones work", async () => {
    const sink = aSink({ api_key: KEY });
    const reports = of(null);
    posthog.script("hang");
    const controller = new AbortController();
    const attempt = write(sink, reports, controller.signal);
    while (posthog.requests.length === 0) await Bun.sleep(1);
    controller.abort(new Error("time is up"));
    expect((await failure(attempt)).message).toBe("time is up");
    expect((await failure(write(sink, reports, controller.signal))).message).toBe("time is up");
    expect(await write(sink, reports)).toEqual({});
  });
});

describe("outcomes with the reports' own tokens", () => {
  const rejecting: [string, Outcome, string][] = [
    ["401", { status: 401 }, "401"],
    ["over quota", "quota_limited", "quota_limited"],
  ];
  test.each(rejecting)("%s: costs that project's reports only", async (_name, outcome, word) => {
    posthog.rule(({ api_key }) => (api_key === TOKEN_A ? outcome : "ok"));
    const { rejected } = await write(aSink(), [...of(TOKEN_A), ...of(TOKEN_B), ...of(TOKEN_A)]);
    expect(rejected?.map(({ index }) => index)).toEqual([0, 2]);
    expect(rejected?.[0]?.reason).toContain(word);
    expect(rejected?.[0]?.reason).not.toContain(TOKEN_A);
    expect(posthog.events().length).toBe(1);
  });

  test("a rate limit of one project lets the others through before the batch comes again", async () => {
    const sink = aSink();
    const reports = [...of(TOKEN_A, 2), ...of(TOKEN_B, 2)];
    posthog.rule(({ api_key }) => (api_key === TOKEN_A ? { status: 429 } : "ok"));
    expect(await failure(write(sink, reports))).toMatchObject({ fatal: false, retryAfter: 10_000 });
    expect(posthog.events().length).toBe(2);
    posthog.rule(() => "ok");
    expect(await write(sink, reports)).toEqual({});
    expect(posthog.requests.map(({ api_key }) => api_key)).toEqual([TOKEN_A, TOKEN_B, TOKEN_A]);
  });

  test("what is through or rejected is not sent again when the batch comes again", async () => {
    const sink = aSink();
    const reports = [...of(TOKEN_A), ...of(TOKEN_B), ...of("phc_shop_c_0123456789")];
    posthog.script("ok", { status: 401 }, { status: 503 });
    await failure(write(sink, reports));
    const { rejected } = await write(sink, reports);
    expect(rejected?.map(({ index }) => index)).toEqual([1]);
    expect(posthog.requests.length).toBe(4);
  });

  test("what is through is not sent again when the batch comes again in parts", async () => {
    const sink = aSink();
    const reports = [...of(TOKEN_A, 2), ...of(TOKEN_B)];
    posthog.script("ok", { status: 503 });
    await failure(write(sink, reports));
    expect(await write(sink, reports.slice(0, 1))).toEqual({});
    expect(await write(sink, reports.slice(1))).toEqual({});
    expect(posthog.requests.map(({ api_key }) => api_key)).toEqual([TOKEN_A, TOKEN_B, TOKEN_B]);
  });

  test("a rejected report that is replayed later gets a new attempt", async () => {
    const sink = aSink();
    const reports = of(TOKEN_A);
    posthog.script({ status: 401 });
    expect((await write(sink, reports)).rejected?.length).toBe(1);
    expect(await write(sink, reports)).toEqual({});
    expect(posthog.events().length).toBe(1);
  });

  test("what is remembered of a batch that was given up is forgotten with the next", async () => {
    const sink = aSink();
    const reports = [...of(TOKEN_A), ...of(TOKEN_B)];
    posthog.script("ok", { status: 503 });
    await failure(write(sink, reports));
    await write(sink, of(TOKEN_A));
    await write(sink, reports);
    expect(posthog.requests.length).toBe(5);
    expect(posthog.events().length).toBe(3);
  });
});

describe("open", () => {
  const wrong: [Partial<Settings>, string][] = [
    [{ host: "us.i.posthog.com" }, "not a URL"],
    [{ host: "ftp://posthog.example" }, "https://"],
    [{ host: "https://user:pass@posthog.example" }, "password"],
    [{ host: "https://posthog.example/?a=b" }, "query"],
    [{ api_key: "phx_personal_key_012345" }, "personal"],
    [{ api_key: "phc with blanks" }, "visible ASCII"],
    [{ api_key: "x".repeat(65) }, "64"],
  ];
  test.each(wrong)("refuses %p", async (settings, word) => {
    const error = await failure(aSink(settings).open());
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).toContain(word);
  });

  test("calls nobody, so that the sink starts while PostHog is away", async () => {
    await aSink({ api_key: KEY }).open();
    expect(posthog.requests).toEqual([]);
  });

  test("keeps a path of the host, for a PostHog behind a reverse proxy", async () => {
    const sink = aSink({ host: `${posthog.url}/ingest/`, api_key: KEY });
    await sink.open();
    expect((await failure(write(sink, of(null)))).message).toContain("404");
    expect(posthog.violations()).toEqual(["path /ingest/batch/"]);
  });

  test("close may come at any time", async () => {
    await aSink().close();
  });
});
