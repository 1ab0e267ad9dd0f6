import { describe, expect, test } from "bun:test";
import { ndjsonLine } from "../../../src/sink/index.ts";
import { reportOf } from "../delivery/support.ts";

const ID = "018f0000-0000-7000-8000-00000000000a";

describe("a report as a line", () => {
  test("begins with its id and its project, whatever their order is in the report", () => {
    const { id, project, ...rest } = reportOf(ID);
    const line = ndjsonLine({ ...rest, project, id });
    expect(line).toStartWith(`{"id":"${ID}","project":"shop",`);
    expect(JSON.parse(line)).toEqual(reportOf(ID));
  });

  test("escapes what could drive a terminal, to the same value", () => {
    const report = { ...reportOf(ID), url: "https://x.example/\u009b2J\u202e\u2028" };
    const line = ndjsonLine(report);
    expect(line).toMatch(/^[ -~]*\n$/);
    expect(JSON.parse(line)).toEqual(report);
  });
});
