import type { IssueFacts, ValueFacts } from "../../../src/explain/index.ts";
import { fingerprintParts } from "../../../src/report/fingerprint.ts";
import type { Violation } from "../../../src/report/report.ts";
import { violationOf } from "../../support/labelled.ts";

const DAY = 86_400_000;
export const START = Date.UTC(2026, 9, 1);

/** Reports by browser. */
export function values(counts: Readonly<Record<string, number>>): ValueFacts[] {
  return Object.entries(counts).map(([value, received]) => ({
    value,
    received,
    estimated: received,
  }));
}

/** An issue of the shop: forty reports on six pages in three engines, for as long as there are reports. */
export function facts(violation: Partial<Violation>, more: Partial<IssueFacts> = {}): IssueFacts {
  const example = violationOf({ documentURL: "https://www.shop.example/cart", ...violation });
  return {
    ...fingerprintParts(example),
    counts: { received: 40, estimated: 40 },
    firstSeen: START,
    lastSeen: START + 30 * DAY,
    documents: 6,
    topDocuments: [example.documentURL ?? ""],
    browsers: values({ Chrome: 25, Safari: 10, Firefox: 5 }),
    dispositions: values({ enforce: 40 }),
    versions: [{ version: "1", firstSeen: START }],
    variants: [{ sample: example.sample, sourceFile: example.sourceFile, received: 40 }],
    noise: { received: 0, rules: [] },
    example,
    previousPolicy: null,
    project: {
      documents: 60,
      browsers: values({ Chrome: 600, Safari: 300, Firefox: 100 }),
      versions: [
        { version: "1", firstSeen: START },
        { version: "2", firstSeen: START + 20 * DAY },
      ],
      firstSeen: START,
      hosts: ["www.shop.example"],
    },
    ...more,
  };
}
