import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject, Report } from "tattle/sink";
import { recordedReports, report, uuidAt } from "../test-support.ts";
import { joinNonces, splitNonces } from "./nonce.ts";
import { ReportDecoder, ReportEncoder } from "./report.ts";
import { MAX_DEPTH, putTogether, Shaper } from "./shape.ts";
import { formatUuid, parseUuid, uuidTime } from "./uuid.ts";

/** A dictionary that knows every text from its second appearance on, as the real one does. */
function dictionary() {
  const seen = new Set<string>();
  const texts: string[] = [];
  return {
    intern(text: string): number | null {
      if (texts.includes(text)) return texts.indexOf(text);
      if (seen.has(text)) return texts.push(text) - 1;
      seen.add(text);
      return null;
    },
    lookUp(id: number): string {
      const text = texts[id];
      if (text === undefined) throw new RangeError("no such text");
      return text;
    },
  };
}

/** Encodes the report several times, so that its texts are interned, and decodes each. */
function roundTrips(original: Report, codec = newCodec()): Report[] {
  const { encoder, decoder } = codec;
  const id = parseUuid(original.id) ?? new Uint8Array(16);
  // As its own row says, and as one that could not take the type or project as they are.
  const rows = [original, { project: original.project.slice(0, 2), type: "*" }];
  return [0, 1, 0].map((n) => {
    const { project = "", type = "" } = rows[n] ?? {};
    const row = { id, project, type };
    return decoder.decode({ ...row, data: encoder.encode(original, row) });
  });
}

function newCodec() {
  const { intern, lookUp } = dictionary();
  return { encoder: new ReportEncoder(intern), decoder: new ReportDecoder(lookUp) };
}

const hostileText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("\ud800", "a\udfffb", "\u0000", "a\u0000b", "'nonce-'", "'nonce-a'", "__proto__"),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.uuid(),
);
const hostileNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 2 ** 53, 2 ** 50, -1),
);
const hostileJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    hostileNumber,
    hostileText,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(hostileText, tie("value"), { maxKeys: 5 }),
  ),
})).value;

describe("a stored report", () => {
  test("comes back deep-equal, the order of members included, for everything that browsers were seen to send", async () => {
    const recorded = await recordedReports();
    expect(recorded.length).toBeGreaterThan(300);
    for (const original of recorded) {
      for (const copy of roundTrips(original)) {
        expect(copy).toStrictEqual(original);
        expect(JSON.stringify(copy.raw)).toBe(JSON.stringify(original.raw));
      }
    }
  });

  test("comes back deep-equal whatever JSON its body is, and whatever came before it", () => {
    const codec = newCodec();
    fc.assert(
      fc.property(hostileJson, hostileText, hostileNumber, (value, word, number) => {
        const raw: JsonObject = JSON.parse("{}");
        Object.assign(raw, { value, word });
        const original = report(3, { raw, type: word, url: word, age: number });
        for (const copy of roundTrips(original, codec)) expect(copy).toStrictEqual(original);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["a member called __proto__", '{"__proto__":{"polluted":true},"a":{"__proto__":1}}'],
    [
      "a number beyond every integer",
      '{"line":1e300,"over":1e999,"zero":-0,"id":9223372036854775807}',
    ],
    ["members that look like indexes", '{"b":1,"2":2,"10":3,"a":4}'],
    ["nothing", "{}"],
  ])("keeps %s", (_, json) => {
    const original = report(1, { raw: JSON.parse(json) });
    for (const copy of roundTrips(original)) {
      expect(copy).toStrictEqual(original);
      expect(JSON.stringify(copy.raw)).toBe(JSON.stringify(original.raw));
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("keeps times that are no numbers of milliseconds", () => {
    const original = report(1, { receivedAt: 1.5, occurredAt: Number.NEGATIVE_INFINITY });
    for (const copy of roundTrips(original)) expect(copy).toStrictEqual(original);
  });

  test("takes few bytes once its texts are known", () => {
    const { intern } = dictionary();
    const encoder = new ReportEncoder(intern);
    const original = report(1);
    const { project, type } = original;
    const row = { id: parseUuid(original.id) ?? new Uint8Array(16), project, type };
    encoder.encode(original, row);
    encoder.encode(original, row);
    expect(encoder.encode(original, row).length).toBeLessThan(48);
  });

  test("is refused when it is nested too deeply to be read back", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(MAX_DEPTH)}1${"}".repeat(MAX_DEPTH)}`);
    expect(() => roundTrips(report(1, { raw: deep }))).toThrow(RangeError);
  });

  test("whose bytes are damaged is an error, not another report", () => {
    const { intern, lookUp } = dictionary();
    const original = report(1);
    const id = parseUuid(original.id) ?? new Uint8Array(16);
    const data = new ReportEncoder(intern).encode(original, { id, project: "p", type: "t" });
    const decoder = new ReportDecoder(lookUp);
    for (const cut of [0, 1, data.length - 1]) {
      const row = { id, project: "p", type: "t", data: data.subarray(0, cut) };
      expect(() => decoder.decode(row)).toThrow();
    }
  });
});

describe("a shape", () => {
  const shaper = new Shaper();

  test("is the same for reports that differ in values only", () => {
    const one = shaper.takeApart({ a: "x", b: { c: 1, d: "x" }, e: null });
    const other = shaper.takeApart({ a: "y", b: { c: 7, d: "y" }, e: null });
    expect(one.text).toBe('{"a":0,"b":{"c":1,"d":0},"e":null}');
    expect(other.text).toBe(one.text);
    expect(other.leaves).toEqual(["y", 7]);
  });

  test("has its own text, also after more shapes than are remembered and when it is longer than is remembered", () => {
    const shapes = Array.from({ length: 1500 }, (_, n) =>
      Object.fromEntries(
        Array.from({ length: n === 700 ? 3000 : 40 }, (_, k) => [`${n}.${k}`, null]),
      ),
    );
    for (const shape of [...shapes, ...shapes]) {
      expect(shaper.takeApart(shape).text).toBe(JSON.stringify(shape));
    }
  });

  test("gives new objects each time, so that nobody changes somebody else's report", () => {
    const shape = JSON.parse(shaper.takeApart({ list: [1], empty: {} }).text);
    const first = putTogether(shape, [1]);
    expect(putTogether(shape, [1])).not.toBe(first);
    expect(first).toEqual({ list: [1], empty: {} });
  });
});

describe("a policy with nonces", () => {
  test("has the same template on every page view", () => {
    const policy = (nonce: string) =>
      `script-src 'nonce-${nonce}' 'self'; style-src 'nonce-${nonce}'`;
    expect(splitNonces(policy("abc"))?.template).toBe(splitNonces(policy("xyz"))?.template);
    expect(splitNonces(policy("abc"))?.nonces).toEqual(["abc", "abc"]);
  });

  test("is put together again as it was, whatever stands between the nonces", () => {
    const part = fc.oneof(fc.constantFrom("'nonce-", "'", "'nonce-x'", "'nonce-'"), fc.string());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join("");
        const split = splitNonces(text);
        if (split !== null) expect(joinNonces(split)).toBe(text);
      }),
    );
  });

  test.each(["default-src 'self'", "script-src 'nonce-'", "script-src 'nonce-abc"])(
    "%p is left whole",
    (text) => {
      expect(splitNonces(text)).toBeNull();
    },
  );
});

describe("a UUID", () => {
  test("survives its way to bytes and back, and knows its time", () => {
    const id = uuidAt(1_777_593_600_123, 42);
    const bytes = parseUuid(id) ?? new Uint8Array();
    expect(formatUuid(bytes)).toBe(id);
    expect(uuidTime(bytes)).toBe(1_777_593_600_123);
  });

  test.each(["", "x", "019DE000-0000-7000-8000-000000000000", "019de000000070008000000000000000"])(
    "%p is none in canonical form",
    (text) => {
      expect(parseUuid(text)).toBeNull();
    },
  );
});
