import type { Setup } from "../../../src/setup/index.ts";

/** The value of a header, `null` where there is none. */
export function headerOf({ lines }: Setup, name: string): string | null {
  return lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
}

export function policyOf(setup: Setup): string | null {
  return headerOf(setup, "Content-Security-Policy");
}

export function idsOf({ advice }: Setup): string[] {
  return advice.map(({ id }) => id);
}

export const URI = "report-uri https://csp.example.org/report/?token=shop";
