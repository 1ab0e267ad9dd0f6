import { describe, expect, test } from "bun:test";
import { decodeBody, INTAKE_FAILURES, samplingUrl } from "../../../src/intake/index.ts";
import { readFixture } from "./corpus.ts";

interface Case {
  name: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
  body_base64?: string;
  expected_status: number;
  expected_body: { type: string; code: string; detail: string } | string;
  expected_events:
    | Array<{ event: string; properties: { $csp_document_url?: unknown } }>
    | "dropped";
}

const { cases }: { cases: Case[] } = JSON.parse(readFixture("posthog-cases.json"));

/** What the request's body alone decides; sampling, tokens, sizes in bytes and CORS belong to others. */
const decidedByBody = cases.filter(
  ({ method, path, body, body_base64 }) =>
    method === "POST" &&
    path.includes("token=") &&
    !path.includes("sample_rate") &&
    (typeof body === "string" || body_base64 !== undefined),
);

/** Cases that Tattle decides otherwise (docs/posthog-differences.md), with the number of reports that are kept. */
const DECIDED_OTHERWISE: Record<string, { kept: number; why: string }> = {
  "array of reporting objects with csp-report content type is refused": {
    kept: 1,
    why: "the shape decides",
  },
  "crash object with csp-report content type is refused": { kept: 1, why: "the shape decides" },
  "reporting api body null rejects whole request": { kept: 1, why: "a bad item costs only itself" },
  "reporting api null item rejects whole request": { kept: 1, why: "a bad item costs only itself" },
  "reporting api only other types": { kept: 3, why: "all types are stored" },
  "reporting api object of other type is refused": { kept: 1, why: "all types are stored" },
  "reporting api type with wrong case is not a violation": {
    kept: 1,
    why: "unknown types are stored",
  },
};

function decode({ headers, body, body_base64 }: Case) {
  const bytes =
    body_base64 === undefined
      ? new TextEncoder().encode(body ?? "")
      : Uint8Array.fromBase64(body_base64);
  return decodeBody(bytes, headers["Content-Type"] ?? null, { reportsPerBody: 100 });
}

describe("PostHog's cases", () => {
  test.each(decidedByBody.map((row) => [row.name, row] as const))("%s", (name, row) => {
    const { items, error } = decode(row);
    const otherwise = DECIDED_OTHERWISE[name];
    if (otherwise !== undefined) {
      expect({ kept: items.length, error }).toEqual({ kept: otherwise.kept, error: null });
    } else if (row.expected_status === 204) {
      expect(error).toBeNull();
      expect(items.length).toBe(
        Array.isArray(row.expected_events) ? row.expected_events.length : 0,
      );
    } else {
      expect(error && { attr: null, ...answer(error) }).toEqual({
        status: row.expected_status,
        ...Object(row.expected_body),
      });
    }
  });

  test("101 violations are too many where 100 are the limit", () => {
    const body = JSON.stringify(Array(101).fill({ type: "csp-violation", body: {} }));
    const bytes = new TextEncoder().encode(body);
    const type = "application/reports+json";
    expect(decodeBody(bytes, type, { reportsPerBody: 100 }).error).toBe("too_many_reports");
    expect(decodeBody(bytes, type, { reportsPerBody: 101 }).items.length).toBe(101);
  });

  test("the sampling URL is PostHog's document URL, `None` for null", () => {
    for (const row of decidedByBody) {
      if (!Array.isArray(row.expected_events) || DECIDED_OTHERWISE[row.name] !== undefined)
        continue;
      const violations = row.expected_events.filter(({ event }) => event === "$csp_violation");
      const kept = decode(row).items.filter(({ violation }) => violation !== null);
      expect(kept.map(({ raw }) => samplingUrl(raw))).toEqual(
        violations.map(({ properties }) => String(properties.$csp_document_url ?? "None")),
      );
    }
  });
});

function answer(error: keyof typeof INTAKE_FAILURES) {
  return INTAKE_FAILURES[error];
}
