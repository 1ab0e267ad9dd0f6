import { printable } from "../../config/index.ts";
import type { Check, CheckState } from "./check.ts";
import type { Examination } from "./examine.ts";

const SIGNS: Readonly<Record<CheckState, string>> = { ok: "✓", warn: "!", fail: "✗" };
/** Longest line of somebody else's text. */
const LONGEST = 500;

/** All checks of page and endpoints. */
export function allChecks({ checks, endpoints }: Examination): readonly Check[] {
  return [...checks, ...endpoints.flatMap((endpoint) => endpoint.checks)];
}

/** The examination as lines for people. */
export function render(examination: Examination): string {
  const { url, redirects, endpoints } = examination;
  const lines = [
    ...redirects.map((each) => `${printable(each, LONGEST)} leads to`),
    printable(url, LONGEST),
    ...examination.checks.flatMap(linesOf),
  ];
  for (const { url: shown, uses, asked, checks } of endpoints) {
    lines.push(
      "",
      `${printable(shown, LONGEST)}  (${uses.join(", ")})`,
      ...checks.flatMap(linesOf),
    );
    if (!asked) lines.push("  It was not asked.");
  }
  return `${[...lines, "", summary(examination)].join("\n")}\n`;
}

function linesOf({ state, text, advice }: Check): string[] {
  const found = `${SIGNS[state]} ${printable(text, LONGEST)}`;
  return advice === null ? [found] : [found, `  ${printable(advice, LONGEST)}`];
}

function summary(examination: Examination): string {
  const checks = allChecks(examination);
  const count = (state: CheckState) => checks.filter((check) => check.state === state).length;
  return `${count("ok")} fine, ${count("warn")} to look at, ${count("fail")} wrong.`;
}
