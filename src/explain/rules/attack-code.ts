import { isWidespread } from "../spread.ts";
import type { Subject } from "../subject.ts";
import { quoted } from "../words.ts";
import { type Rule, rulesFor } from "./rule.ts";

/** Calls that only show that code runs, and markup that runs code where none is allowed. */
const PROBE =
  /\b(?:alert|prompt|confirm)\s*[(`]\s*(?:\d{1,6}|document\.\w+|(?:window\.|self\.|top\.)?(?:origin|location)\b|["'`/]?xss)|<(?:svg|img|iframe|body|video|details|input)\b[^>]{0,60}\bon(?:load|error|start|toggle|focus)\s*=|\bonerror\s*=\s*["'`]?alert/i;
/** Code that is packed so that nobody reads it. */
const PACKED = /\beval\s*\(\s*(?:atob|unescape|String\.fromCharCode|decodeURIComponent)\s*\(/i;
/** The session, and a way out for it in the same forty characters. */
const SESSION =
  /(?=.*\bdocument(?:\.cookie|$))(?=.*(?:\bfetch\s*\(|\bnew Image\b|sendBeacon|XMLHttpRequest|location\s*=|\.src\s*=))/is;

function sampleLike(pattern: RegExp, { facts }: Subject): string | null {
  const samples = [
    ...facts.variants.slice(0, 50).map(({ sample }) => sample),
    facts.example?.sample,
  ];
  return (
    samples.find((sample) => typeof sample === "string" && pattern.test(sample.slice(0, 256))) ??
    null
  );
}

/** Rules about what code was to run, by the first characters that browsers send of it. */
export const ATTACK_CODE: readonly Rule[] = rulesFor("attack", "attack", [
  {
    name: "probe-sample",
    points: 5,
    when: "A sample shows what tests for cross-site scripting run: alert(1), <img onerror=…>.",
    holds: (subject) => {
      const sample = sampleLike(PROBE, subject);
      return sample === null
        ? null
        : `The sample ${quoted(sample)} is what people write to see whether a page runs their code.`;
    },
  },
  {
    name: "packed-sample",
    points: 4,
    when: "A sample unpacks code and runs it at once: eval(atob(…)).",
    holds: (subject) => {
      const sample = sampleLike(PACKED, subject);
      return sample === null
        ? null
        : `The sample ${quoted(sample)} unpacks code and runs it: injected code hides so.`;
    },
  },
  {
    name: "session-sample",
    points: 4,
    when: "A sample reads document.cookie and sends something away, on few documents.",
    holds: (subject) => {
      const sample = isWidespread(subject) ? null : sampleLike(SESSION, subject);
      return sample === null
        ? null
        : `The sample ${quoted(sample)} reads the page's cookies and sends something elsewhere.`;
    },
  },
]);
