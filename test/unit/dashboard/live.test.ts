import { describe, expect, test } from "bun:test";
import {
  EventParser,
  type ServerEvent,
} from "../../../src/dashboard/app/pages/live/event-parser.ts";
import { type Connection, follow } from "../../../src/dashboard/app/pages/live/follow.ts";
import {
  type LiveAction,
  liveList,
  MOST,
  NOTHING,
} from "../../../src/dashboard/app/pages/live/live-list.ts";
import { opens, since } from "../../../src/dashboard/app/pages/live/new-issues.ts";
import { REPORT } from "../../../src/http/api/examples.ts";
import { eventsOf, HEARTBEAT } from "../../../src/http/api/stream/events.ts";

const report = (at: number) => ({ ...REPORT, id: String(at).padStart(8, "0") });
const reports = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => report(from + at));
const ids = (rows: ReadonlyArray<{ id: string }>) => rows.map(({ id }) => Number(id));

describe("server-sent events", () => {
  const TEXT = [
    HEARTBEAT,
    'event: dropped\ndata: {"count":1}\n\n',
    "id: 7\r\nevent: report\r\ndata: {\r\ndata:  }\r\n\r\n",
    ":comment\ndata\n\n",
    "event: nothing\n\n",
    "data: the end is missing",
  ].join("");
  const EVENTS: ServerEvent[] = [
    { event: "dropped", data: '{"count":1}', lastId: "" },
    { event: "report", data: "{\n }", lastId: "7" },
    { event: "message", data: "", lastId: "7" },
  ];

  test("are read however they are cut", () => {
    for (let length = 1; length <= TEXT.length; length++) {
      const parser = new EventParser();
      const found: ServerEvent[] = [];
      for (let at = 0; at < TEXT.length; at += length) {
        found.push(...parser.push(TEXT.slice(at, at + length)));
      }
      expect(found).toEqual(EVENTS);
    }
  });

  test("are those that the server writes, whatever a report says", () => {
    const hostile = "\n\ndata: x\r\nevent: y\u2028\0";
    const text = eventsOf({
      reports: [{ ...REPORT, type: hostile, receivedAt: 0, occurredAt: 0 }],
      dropped: 3,
      more: true,
      upTo: null,
    });
    const [dropped, one, ...others] = new EventParser().push(text);
    expect(JSON.parse(dropped?.data ?? "")).toEqual({ count: 3, more: true });
    expect(JSON.parse(one?.data ?? "").type).toBe(hostile);
    expect(one?.lastId).toBe(REPORT.id);
    expect(others).toEqual([]);
  });
});

describe("the list", () => {
  const after = (...actions: LiveAction[]) => actions.reduce(liveList, NOTHING);
  const take = (from: number, to: number): LiveAction => ({
    do: "take",
    reports: reports(from, to),
  });

  test("has the newest first, and remembers the one that came in first", () => {
    const list = after(take(1, 2), take(3, 3));
    expect(ids(list.rows)).toEqual([3, 2, 1]);
    expect(list.first).toEqual(report(1));
    expect(list.received).toBe(3);
  });

  test("takes nothing twice when a connection begins anew", () => {
    const list = after(take(1, 3), take(2, 4), { do: "pause" }, take(4, 5), take(5, 6));
    expect(ids(list.rows)).toEqual([4, 3, 2, 1]);
    expect(ids(list.waiting)).toEqual([6, 5]);
    expect(list.received).toBe(6);
  });

  test("stands still while it is paused, counts what waits, and catches up", () => {
    const paused = after(take(1, 1), { do: "pause" }, take(2, 3), take(4, 4));
    expect(ids(paused.rows)).toEqual([1]);
    expect(paused.waitingCount).toBe(3);
    const going = liveList(paused, { do: "resume" });
    expect(ids(going.rows)).toEqual([4, 3, 2, 1]);
    expect([going.paused, going.waitingCount]).toEqual([false, 0]);
  });

  test("is bounded, also while it stands still", () => {
    const many = after(take(1, MOST + 10), { do: "pause" }, take(MOST + 11, 3 * MOST));
    expect(many.rows).toHaveLength(MOST);
    expect(many.waiting).toHaveLength(MOST);
    expect(many.waitingCount).toBe(2 * MOST - 10);
    expect(ids(liveList(many, { do: "resume" }).rows)[0]).toBe(3 * MOST);
  });

  test("adds up what was left out, and says where that is not all", () => {
    const list = after(
      { do: "left out", count: 2, more: true },
      { do: "left out", count: 3, more: false },
    );
    expect([list.leftOut, list.leftOutMore]).toEqual([5, true]);
  });

  test("is emptied without being let go on", () => {
    const list = after(take(1, 2), { do: "pause" }, take(3, 3), { do: "clear" });
    expect(list).toMatchObject({ rows: [], waiting: [], received: 0, paused: true });
  });
});

describe("following a stream", () => {
  const encoder = new TextEncoder();
  const stream = (...texts: string[]) =>
    new ReadableStream<Uint8Array>({
      start(out) {
        for (const text of texts) out.enqueue(encoder.encode(text));
        out.close();
      },
    });

  /** Follows streams that answer one after the other; ends with the last one. */
  async function followed(answers: Array<ReadableStream<Uint8Array> | Error>) {
    const control = new AbortController();
    const asked: Array<string | null> = [];
    const told: Connection[] = [];
    const taken: string[] = [];
    const waits: number[] = [];
    await follow(
      {
        after: "0",
        open: async (lastId) => {
          asked.push(lastId);
          const answer = answers[asked.length - 1];
          if (answer === undefined) {
            control.abort();
            throw new Error("the test is over");
          }
          if (answer instanceof Error) throw answer;
          return answer;
        },
        passing: ({ message }) => message !== "no",
        sleep: async (length) => void waits.push(length),
        tell: (connection) => told.push(connection),
        take: (events) => taken.push(...events.map(({ data }) => data)),
      },
      control.signal,
    );
    return { asked, states: told.map(({ state }) => state), taken, waits };
  }

  test("goes on behind the last event when it breaks off", async () => {
    const { asked, taken, states } = await followed([
      stream("id: 1\ndata: a\n\nid: 2\n", "data: b\n\ndata: c\n\nid: 3\ndata: cut off"),
      stream("id: 4\ndata: d\n\n"),
    ]);
    expect(asked).toEqual(["0", "2", "4"]);
    expect(taken).toEqual(["a", "b", "c", "d"]);
    expect(states).toEqual([
      "connecting",
      "live",
      "lost",
      "connecting",
      "live",
      "lost",
      "connecting",
    ]);
  });

  test("waits longer after each failure in a row, up to a bound", async () => {
    const down = Array.from({ length: 6 }, () => new Error("down"));
    const { waits } = await followed([...down, stream("data: x\n\n"), new Error("down")]);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 1_000, 2_000]);
  });

  test("does not ask again where that would change nothing", async () => {
    const { states, waits } = await followed([new Error("no")]);
    expect(states).toEqual(["connecting", "refused"]);
    expect(waits).toEqual([]);
  });

  test("reads characters that are cut between two pieces", async () => {
    const bytes = encoder.encode("data: é\n\n");
    const cut = new ReadableStream<Uint8Array>({
      start(out) {
        for (const byte of bytes) out.enqueue(new Uint8Array([byte]));
        out.close();
      },
    });
    expect((await followed([cut])).taken).toEqual(["é"]);
  });
});

describe("a new issue", () => {
  const shown = [
    { issue: "a", occurredAt: "2026-11-22T09:30:00.250Z" },
    { issue: "b", occurredAt: "2026-11-22T08:59:59.999Z" },
  ];

  test("is looked for since the hour of the oldest report", () => {
    expect(since(shown)).toBe("2026-11-22T08:00:00.000Z");
    expect(since([])).toBeNull();
  });

  test("is told by the report that it begins with, and by no other", () => {
    const issues = [
      { id: "a", firstSeen: "2026-11-22T09:30:00.250Z" },
      { id: "b", firstSeen: "2026-11-22T08:00:00.000Z" },
    ];
    expect(shown.map((each) => opens(each, issues))).toEqual([true, false]);
    expect(opens({ issue: null, occurredAt: "" }, issues)).toBe(false);
  });
});
