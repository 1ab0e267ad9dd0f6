import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sampleReports } from "../../../plugins/sqlite/testing/sample-reports.ts";
import { CSV_HEADER, csvLine } from "../../../src/http/api/export/csv.ts";
import type { RemoteReader } from "../../../src/http/services.ts";
import type { Report } from "../../../src/report/report.ts";
import { emptyReader } from "../../support/readers.ts";
import { storedReports } from "../../support/stored.ts";
import { BEARER, REPORT, testAdmin } from "./support.ts";

const FROM = Date.UTC(2026, 4, 1);
const reports = [...sampleReports({ from: FROM, days: 1, reports: 350, issues: 20 })];
const stored = await storedReports(reports);
afterAll(() => stored[Symbol.asyncDispose]());

function ask(query: string, reader: RemoteReader = stored.reader) {
  const admin = testAdmin({ services: { reader } });
  return admin.ask(`/api/v1/export${query}`, { headers: BEARER }).then((answer) => {
    return Object.assign(answer, { errors: admin.errors });
  });
}

/** The cells of a CSV text, by line. What we write has no line break inside of quotes. */
function cellsOf(csv: string): string[][] {
  return csv
    .split("\r\n")
    .slice(0, -1)
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
        .map(([, cell = ""]) =>
          cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
        )
        .slice(0, CSV_HEADER.split(",").length),
    );
}

describe("an export", () => {
  test("has every report once, newest first, as it is", async () => {
    const answer = await ask("");
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = (await answer.text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(reports.toReversed());
  });

  test("has what the filters let through, and no more than was asked for", async () => {
    const crashes = reports.filter(({ type }) => type === "crash");
    const answer = await ask("?type=crash");
    expect((await answer.text()).trimEnd().split("\n")).toHaveLength(crashes.length);
    const some = await ask("?limit=150&format=csv");
    expect(
      cellsOf(await some.text())
        .slice(1)
        .map(([id]) => id),
    ).toEqual(
      reports
        .slice(-150)
        .toReversed()
        .map(({ id }) => id),
    );
  });

  test("of nothing is empty, or a header alone", async () => {
    expect(await (await ask("?project=none")).text()).toBe("");
    expect(await (await ask("?project=none&format=csv")).text()).toBe(CSV_HEADER);
  });

  test("that is wrong is a problem, and no file", async () => {
    for (const query of ["?format=xml", "?limit=0", "?colour=red", "?from=2&to=1"]) {
      const answer = await ask(query);
      expect(answer.status).toBe(400);
      expect(answer.headers.get("content-disposition")).toBeNull();
    }
  });

  test("asks for a page when it is read, and for none once nobody reads", async () => {
    let asked = 0;
    const reader: RemoteReader = {
      ...emptyReader(),
      reports: async () => {
        asked++;
        return { items: [REPORT], next: `${asked}` };
      },
    };
    const answer = await ask("", reader);
    const body = answer.body?.getReader();
    await body?.read();
    await body?.read();
    expect(asked).toBeLessThanOrEqual(3);
    await body?.cancel();
    const before = asked;
    await Bun.sleep(5);
    expect(asked).toBe(before);
  });

  test("that breaks off is cut, and logged", async () => {
    let asked = 0;
    const reader: RemoteReader = {
      ...emptyReader(),
      reports: async () => {
        if (asked++ > 0) throw new Error("SQLITE_IOERR");
        return { items: [REPORT], next: "more" };
      },
    };
    const answer = await ask("", reader);
    await expect(answer.text()).rejects.toBe("broken off");
    expect(answer.errors[0]?.message).toContain("export");
  });
});

describe("CSV", () => {
  const withSample = (sample: string | null): Report => {
    return { ...REPORT, violation: REPORT.violation && { ...REPORT.violation, sample } };
  };
  const column = CSV_HEADER.split(",").indexOf("sample");
  const cell = (sample: string) => cellsOf(csvLine(withSample(sample)))[0]?.[column];

  test.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["＝1", "'＝1"],
    ["\t=1", "\\u0009=1"],
    ["\r=1", "\\u000d=1"],
    ['say "hi", =1', 'say "hi", =1'],
    ["a\0b", "a\\u0000b"],
    ["\u001b[31m\u202e\u2028", "\\u001b[31m\\u202e\\u2028"],
    ["\ud800", "\\ud800"],
    ["a\r\nb", "a\\u000d\\u000ab"],
  ])("%j is shown as %j", (text, shown) => {
    expect(cell(text)).toBe(shown);
  });

  test("has one line for each report whatever it says, and no cell that a spreadsheet runs", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc
            .tuple(fc.constantFrom(..."=+-@\t\r\n\0\"'"), fc.string())
            .map((parts) => parts.join("")),
        ),
        (text) => {
          const line = csvLine({ ...withSample(text), project: text, url: text, noise: text });
          expect(line.slice(0, -2)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          const [cells = []] = cellsOf(line);
          expect(cells).toHaveLength(CSV_HEADER.split(",").length);
          for (const one of cells) expect(one).not.toMatch(/^[=+@\t\r]|^-/);
        },
      ),
    );
  });
});
