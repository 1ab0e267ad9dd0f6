import { readFileSync } from "node:fs";
import type { Json } from "../../../src/report/json.ts";

/** One recorded request of a real browser. */
export interface Recording {
  browser: string;
  scenario: string;
  delivery: string;
  disposition: string;
  /** The request's body as it came off the socket. */
  body: Uint8Array;
  contentType: string;
}

interface Row extends Omit<Recording, "body" | "contentType"> {
  request: { headers: Record<string, string>; body: string; bodyBase64?: string };
}

/** All recordings of the fixture, in its order. */
export function readCorpus(): Recording[] {
  return lines("browser-reports.jsonl").map((line) => {
    const { request, ...row }: Row = JSON.parse(line);
    const { bodyBase64 } = request;
    const body =
      bodyBase64 === undefined
        ? new TextEncoder().encode(request.body)
        : Uint8Array.fromBase64(bodyBase64);
    return { ...row, body, contentType: request.headers["Content-Type"] ?? "" };
  });
}

/** A fixture's text. */
export function readFixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8");
}

function lines(name: string): string[] {
  return readFixture(name).trimEnd().split("\n");
}

/** Every string in a JSON value, keys left out. */
export function* stringsOf(value: Json): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) yield* stringsOf(member);
  }
}
