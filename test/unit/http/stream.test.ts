import { afterAll, describe, expect, test } from "bun:test";
import { sampleReports } from "../../../plugins/sqlite/testing/sample-reports.ts";
import { newsOf } from "../../../src/http/api/stream/news.ts";
import { MAX_STREAMS } from "../../../src/http/api/stream/streams.ts";
import { storedReports } from "../../support/stored.ts";
import { BEARER, logIn, testAdmin } from "./support.ts";

const FROM = Date.UTC(2026, 4, 1);
const all = [...sampleReports({ from: FROM, days: 1, reports: 900, issues: 20 })];
const before = all.slice(0, 20);
const after = all.slice(20);
const [newest] = before.toReversed();

const stored = await storedReports(before);
afterAll(() => stored[Symbol.asyncDispose]());

/** Events of a stream as they come, comments left out. */
async function* eventsOf(answer: Response) {
  let text = "";
  for await (const bytes of answer.body ?? []) {
    text += new TextDecoder().decode(bytes);
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith(":")) continue;
      const fields = block.split("\n").map((line): [string, string] => {
        const at = line.indexOf(": ");
        return [line.slice(0, at), line.slice(at + 2)];
      });
      const { id = null, event, data = "null" } = Object.fromEntries(fields);
      yield { id, event, data: JSON.parse(data) };
    }
  }
}

async function take(events: ReturnType<typeof eventsOf>, count: number) {
  const taken = [];
  for (let n = 0; n < count; n++) {
    const { value } = await events.next();
    taken.push(value);
  }
  return taken;
}

function streaming() {
  const admin = testAdmin({ services: { reader: stored.reader, sleep: () => Bun.sleep(1) } });
  const follow = (query = "", headers: Record<string, string> = {}) =>
    admin.ask(`/api/v1/stream${query}`, { headers: { ...BEARER, ...headers } });
  return { admin, follow };
}

describe("a stream", () => {
  test("has the reports that come in after it began, in their order, and those of the filter alone", async () => {
    const { follow, admin } = streaming();
    const answer = await follow();
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    const everything = eventsOf(answer);
    const crashes = eventsOf(await follow("?type=crash"));
    const some = after.slice(0, 150);
    await stored.write(some.slice(0, 60));
    await stored.write(some.slice(60));
    const events = await take(everything, some.length);
    expect(events.map((event) => event?.id)).toEqual(some.map(({ id }) => id));
    expect(events[0]).toMatchObject({ event: "report", data: { id: some[0]?.id } });
    const [crash] = some.filter(({ type }) => type === "crash");
    expect((await take(crashes, 1))[0]?.id ?? null).toBe(crash?.id ?? null);
    admin.admin.endStreams();
  });

  test("that begins again goes on where it was, and says what it leaves out", async () => {
    await stored.write(after);
    const { follow, admin } = streaming();
    const events = eventsOf(await follow("", { "last-event-id": newest?.id ?? "" }));
    const [dropped, first] = await take(events, 2);
    expect(dropped).toEqual({
      id: null,
      event: "dropped",
      data: { count: after.length - 200, more: false },
    });
    expect(first?.id ?? "").toBe(after.at(-200)?.id ?? "none");
    admin.admin.endStreams();
  });

  test("that begins in an empty store shows no history that comes in later", async () => {
    const empty = await storedReports([]);
    const now = () => Date.UTC(2026, 4, 1, 12);
    const admin = testAdmin({
      services: { reader: empty.reader, now, sleep: () => Bun.sleep(1) },
    });
    const events = eventsOf(await admin.ask("/api/v1/stream", { headers: BEARER }));
    const [history, ...live] = [now() - 1, now(), now() + 1].map((at, index) => {
      return { ...all[index], id: Bun.randomUUIDv7("hex", at) } as (typeof all)[number];
    });
    if (history !== undefined) await empty.write([history]);
    await Bun.sleep(20);
    await empty.write(live);
    expect((await take(events, 2)).map((event) => event?.id)).toEqual(live.map(({ id }) => id));
    admin.admin.endStreams();
    await empty[Symbol.asyncDispose]();
  });

  test("ends when the server does, and no other begins", async () => {
    const { follow, admin } = streaming();
    const open = await follow();
    admin.admin.endStreams();
    expect(await open.text()).toMatch(/^(: still here\n\n)*$/);
    expect(await (await follow()).text()).toMatch(/^(: still here\n\n)*$/);
  });

  test("ends for a session that was ended", async () => {
    const { admin } = streaming();
    const cookie = await logIn(admin);
    const open = await admin.ask("/api/v1/stream", { headers: { cookie } });
    const left = await admin.ask("/logout", {
      method: "POST",
      headers: { cookie, "sec-fetch-site": "same-origin" },
    });
    expect(left.status).toBe(303);
    expect(await open.text()).toMatch(/^(: still here\n\n)*$/);
    expect((await admin.ask("/api/v1/stream", { headers: { cookie } })).status).toBe(401);
  });

  test("is one of so many, until one is closed", async () => {
    const { follow, admin } = streaming();
    const open = await Promise.all(Array.from({ length: MAX_STREAMS }, () => follow()));
    const refused = await follow();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("10");
    expect(await refused.json()).toMatchObject({ code: "too_many_streams" });
    await open[0]?.body?.cancel();
    expect((await follow()).status).toBe(200);
    admin.admin.endStreams();
  });

  test("whose store fails ends, so that the client comes again", async () => {
    let asked = 0;
    const reader = {
      ...stored.reader,
      reports: (query: Parameters<typeof stored.reader.reports>[0]) =>
        asked++ > 0 ? Promise.reject(new Error("disk")) : stored.reader.reports(query),
    };
    const { ask, errors } = testAdmin({ services: { reader } });
    await (await ask("/api/v1/stream", { headers: BEARER })).text();
    expect(errors[0]?.message).toContain("a stream ended");
  });

  test.each<[string, Record<string, string>, number]>([
    ["?colour=red", {}, 400],
    ["?from=2026-05-01", {}, 400],
    ["?document=x&noise=", {}, 400],
    ["", { "last-event-id": "1; DROP TABLE" }, 400],
    ["", { authorization: "" }, 401],
  ])("of %j with %j is refused", async (query, headers, status) => {
    expect((await streaming().follow(query, headers)).status).toBe(status);
  });

  test("of a store that nobody can read is none", async () => {
    const answer = await testAdmin({ services: { reader: null } }).ask("/api/v1/stream", {
      headers: BEARER,
    });
    expect(answer.status).toBe(501);
  });
});

describe("news", () => {
  test("of an empty store, and of one where nothing came in, are none", async () => {
    await using empty = await storedReports([]);
    const question = { filter: {}, after: null };
    const none = { reports: [], dropped: 0, more: false, upTo: null };
    expect(await newsOf(empty.reader, question)).toEqual(none);
    const last = all.at(-1)?.id ?? "";
    await stored.write(after);
    const asked = await newsOf(stored.reader, { filter: {}, after: last });
    expect(asked).toEqual({ ...none, upTo: last });
  });
});
