import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { rotatedName, rotatedNames } from "./names.ts";

const AT = Date.UTC(2026, 10, 22, 10, 15, 30, 123);

describe("the name of a rotated file", () => {
  test.each([
    ["/var/log/reports.ndjson", "reports-2026-11-22T10-15-30.123Z.ndjson"],
    ["/var/log/reports", "reports-2026-11-22T10-15-30.123Z"],
    ["a.b.log", "a.b-2026-11-22T10-15-30.123Z.log"],
  ])("of %s is %s", (path, name) => {
    expect(rotatedName(path, AT)).toBe(name);
  });

  test("sorts by time and is read back", () => {
    const time = fc.integer({ min: 0, max: Date.UTC(9999, 0) });
    fc.assert(
      fc.property(time, time, fc.constantFrom("", ".gz", ".zst"), (a, b, suffix) => {
        const [one, other] = [rotatedName("r.ndjson", a), rotatedName("r.ndjson", b)];
        expect(one < other).toBe(a < b);
        expect(rotatedNames("r.ndjson")(one + suffix)?.at).toBe(a);
      }),
    );
  });

  test.each([
    "reports.ndjson",
    "reports-2026-11-22T10-15-30.123Z.log",
    "reports-2026-11-22T10-15-30.123Z.ndjson.bak",
    "reports-2026-11-22.ndjson",
    "reports-2026-13-42T10-15-30.123Z.ndjson",
    "reports-2026-02-30T10-15-30.123Z.ndjson",
    "reports-2026-11-22T10-15-30.123Z.ndjson.torn",
    "reports-eu-2026-11-22T10-15-30.123Z.ndjson",
    "my-reports-2026-11-22T10-15-30.123Z.ndjson",
  ])("is not %s, which is left alone", (name) => {
    expect(rotatedNames("/var/log/reports.ndjson")(name)).toBeNull();
  });

  test("tells how it is compressed, and whether it is complete", () => {
    const parse = rotatedNames("reports.ndjson");
    const name = "reports-2026-11-22T10-15-30.123Z.ndjson";
    expect(parse(name)).toMatchObject({ compression: "none", partial: false });
    expect(parse(`${name}.gz`)).toMatchObject({ compression: "gzip", partial: false });
    expect(parse(`${name}.zst.partial`)).toMatchObject({ compression: "zstd", partial: true });
  });
});
