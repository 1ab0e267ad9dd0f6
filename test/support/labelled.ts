/** The labelled violations, and how well explanations do on them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileNoise, NOISE_RULES, selectRules } from "../../src/admission/index.ts";
import { explain, type IssueFacts, VERDICTS, type Verdict } from "../../src/explain/index.ts";
import { fingerprintParts } from "../../src/report/fingerprint.ts";
import type { Violation } from "../../src/report/report.ts";

/** One violation of which a source says what caused it. */
export interface Labelled {
  id: string;
  label: Verdict;
  /** Who says so. */
  source: string;
  why: string;
  violation: Partial<Violation>;
  /** How often and where; `from` is the day of the first report. */
  seen: {
    reports: number;
    documents: number;
    browsers: string[];
    from: number;
    versions: string[];
  };
  previousPolicy?: string;
}

const FILE = join(import.meta.dir, "../fixtures/labelled-violations.json");
const DAY = 86_400_000;
const START = Date.UTC(2026, 9, 23);

const FIRST_SEEN: Readonly<Record<string, number>> = { "1": START, "2": START + 20 * DAY };

export const LABELLED: readonly Labelled[] = JSON.parse(readFileSync(FILE, "utf8")).cases;

/** Every third was put away while the rules were chosen. */
export function isHeldOut(id: string): boolean {
  return Bun.hash.xxHash32(id) % 3 === 0;
}

const noiseOf = compileNoise(selectRules(NOISE_RULES, { action: "tag" }));

/** A violation of which nothing is known but what is given. */
export function violationOf(fields: Partial<Violation>): Violation {
  return {
    documentURL: null,
    referrer: null,
    blockedURL: null,
    effectiveDirective: null,
    originalPolicy: null,
    sourceFile: null,
    sample: null,
    disposition: "enforce",
    statusCode: 200,
    lineNumber: null,
    columnNumber: null,
    ...fields,
  };
}

/** What a store would know of an issue that consists of such violations. */
export function factsOf({ violation, seen, previousPolicy }: Labelled): IssueFacts {
  const example = violationOf(violation);
  const { reports, documents, browsers, from, versions } = seen;
  const counts = { received: reports, estimated: reports };
  const noise = noiseOf({ ...example, userAgent: null });
  const { documentURL, sample, sourceFile } = example;
  return {
    ...fingerprintParts(example),
    counts,
    firstSeen: START + from * DAY,
    lastSeen: START + 30 * DAY,
    documents,
    topDocuments: documentURL === null ? [] : topDocuments(documentURL, documents),
    browsers: spread(reports, browsers),
    dispositions: [{ value: example.disposition, ...counts }],
    versions: versions.map((version) => ({ version, firstSeen: FIRST_SEEN[version] ?? START })),
    variants: [{ sample, sourceFile, received: reports }],
    noise: noise === null ? { received: 0, rules: [] } : tagged(noise, reports),
    example,
    previousPolicy: previousPolicy ?? null,
    project: {
      documents: 60,
      browsers: [
        { value: "Chrome", received: 6000, estimated: 6000 },
        { value: "Safari", received: 2500, estimated: 2500 },
        { value: "Firefox", received: 900, estimated: 900 },
        { value: "Edge", received: 600, estimated: 600 },
      ],
      versions: Object.entries(FIRST_SEEN).map(([version, firstSeen]) => ({ version, firstSeen })),
      firstSeen: START,
      hosts: ["www.shop.example"],
    },
  };
}

/** The others are told apart by the end of their paths. */
function topDocuments(url: string, documents: number): string[] {
  return Array.from({ length: Math.min(50, documents) }, (_, at) =>
    at === 0 ? url : `${url.replace(/\/$/, "")}/${at}`,
  );
}

function spread(reports: number, browsers: readonly string[]): IssueFacts["browsers"] {
  const each = Math.max(1, Math.floor(reports / browsers.length));
  return browsers.map((value) => ({ value, received: each, estimated: each }));
}

function tagged(id: string, received: number): IssueFacts["noise"] {
  return { received, rules: [{ id, received }] };
}

/** How often each label got each verdict. */
export type Confusion = Readonly<Record<Verdict, Readonly<Record<Verdict, number>>>>;

export function confusionOf(cases: readonly Labelled[]): Confusion {
  const row = () => Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]));
  const table = Object.fromEntries(VERDICTS.map((label) => [label, row()]));
  for (const one of cases) {
    const found = table[one.label];
    const { verdict } = explain(factsOf(one));
    if (found !== undefined) found[verdict] = (found[verdict] ?? 0) + 1;
  }
  return table as Confusion;
}

/** Of what was called so, how much is; and of what is, how much was called so. `null` of nothing. */
export function figuresOf(table: Confusion, verdict: Verdict) {
  const called = VERDICTS.reduce((sum, label) => sum + table[label][verdict], 0);
  const there = VERDICTS.reduce((sum, found) => sum + table[verdict][found], 0);
  const right = table[verdict][verdict];
  return {
    called,
    there,
    precision: called === 0 ? null : right / called,
    coverage: there === 0 ? null : right / there,
  };
}
