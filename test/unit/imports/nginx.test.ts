import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readLine } from "../../../src/imports/formats/index.ts";

/** What nginx 1.22 wrote of three reports and a preflight, for three values of `log_format`. */
const FOLDER = join(import.meta.dir, "../../fixtures/imports");

test.each([
  ["nginx-json-escape.log", [428, 499, 526]],
  ["nginx-json-default.log", [428, 499, 526]],
  ["nginx-combined.log", [0, 0, 0]],
])("%s has the three reports, and a preflight that is none", (name, milliseconds) => {
  const lines = readFileSync(join(FOLDER, name), "utf8").trim().split("\n");
  const readings = lines.map((line) => readLine(line, null));
  expect(readings.pop()).toBe("empty");
  const second = Date.UTC(2026, 10, 29, 16, 56, 32);
  expect(readings).toEqual(
    milliseconds.map((ms, index) => ({
      format: "nginx",
      body: {
        "csp-report": {
          "document-uri": `https://a.test/p${index + 1}/ü`,
          "violated-directive": "img-src 'self'",
          "script-sample": 'a\\\\b "q" \n',
          "blocked-uri": "https://b.test/",
        },
      },
      receivedAt: second + ms,
      request: {
        token: "phc_1",
        version: `${index + 1}`,
        distinctId: null,
        sessionId: null,
        userAgent: 'Mozilla/5.0 "q\\" x',
      },
      decided: null,
    })),
  );
});
