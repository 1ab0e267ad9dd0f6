import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeBody, decodeItem } from "../../src/intake/index.ts";
import type { JournalEntry } from "../../src/journal/index.ts";
import { isJsonObject, type JsonObject } from "../../src/report/json.ts";
import { CSP_VIOLATION } from "../../src/report/report.ts";

const FIXTURE = join(import.meta.dir, "../fixtures/browser-reports.jsonl");

/** Pages of the site: each violation of the fixture happens on each of them. */
const PAGES = 8;

/** The fixture's policies are as short as a test's; this makes a report the kilobyte that a shop's is. */
const MORE_POLICY =
  "script-src 'self' 'nonce-r4nd0m' 'strict-dynamic' https://cdn.shop.example https://js.payments.example; " +
  "style-src 'self' 'unsafe-inline' https://fonts.googleapis.example; img-src 'self' data: https://*.shop.example " +
  "https://images.ads.example https://pixel.social.example; font-src 'self' https://fonts.gstatic.example; " +
  "connect-src 'self' https://api.shop.example wss://live.shop.example https://metrics.vendor.example; " +
  "frame-src https://checkout.payments.example; object-src 'none'; base-uri 'self'; form-action 'self'; ";

/** What a line of the fixture has that matters here. */
interface Recorded {
  request: { headers: Record<string, string>; body: string };
}

interface Specimen {
  raw: JsonObject;
  userAgent: string | null;
}

let specimens: readonly Specimen[] | null = null;

/**
 * The journal entry of report `number`: one violation as a browser has sent it, about 1 KB. Each
 * number has its own id, in order, from which {@link numberOf} reads it.
 *
 * @param receivedAt milliseconds since the epoch
 */
export function entryOf(number: number, receivedAt: number): JournalEntry {
  specimens ??= readSpecimens();
  const { raw, userAgent } = specimens[number % specimens.length] ?? { raw: {}, userAgent: null };
  return {
    request: { token: "phc_bench", version: "2", distinctId: null, sessionId: null, userAgent },
    project: "default",
    receivedAt,
    items: [{ id: idOf(number, receivedAt), raw }],
  };
}

/** The number of a report of {@link entryOf}. */
export function numberOf({ id }: { id: string }): number {
  return Number.parseInt(id.slice(-12), 16);
}

/** A UUIDv7 whose last part counts. */
function idOf(number: number, at: number): string {
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

function readSpecimens(): Specimen[] {
  const lines = readFileSync(FIXTURE, "utf8").trim().split("\n");
  const recorded = lines.flatMap((line) => violationsOf(JSON.parse(line)));
  return Array.from({ length: PAGES }, (_, page) => {
    return recorded.map((specimen) => ({ ...specimen, raw: onPage(specimen.raw, page) }));
  }).flat();
}

function violationsOf({ request: { headers, body } }: Recorded): Specimen[] {
  const sent = new Headers(headers);
  const bytes = new TextEncoder().encode(body);
  const { items } = decodeBody(bytes, sent.get("content-type"), { reportsPerBody: 1_000 });
  return items
    .filter(({ raw }) => decodeItem(raw)?.type === CSP_VIOLATION)
    .map(({ raw }) => ({ raw, userAgent: sent.get("user-agent") }));
}

function onPage(raw: JsonObject, page: number): JsonObject {
  const text = JSON.stringify(raw)
    .replaceAll("https://www.shop.example/", `https://www.shop.example/catalogue/${page}/`)
    .replace(/"original-?[pP]olicy":"/, `$&${MORE_POLICY}`);
  const moved: unknown = JSON.parse(text);
  return isJsonObject(moved) ? moved : raw;
}
