import { Random } from "./random.ts";
import { type ReportRequest, requestsOf } from "./request.ts";
import type { Span } from "./span.ts";
import { TALES } from "./tales/index.ts";

/** Makes what is sent while the demo runs: what was going on at the end of its span goes on. */
export function liveRequests(seed: number, span: Span): () => ReportRequest[] {
  const random = new Random(`${seed}/live`);
  const going = TALES.filter(({ to }) => to === null);
  let number = 0;
  return () => {
    number += 1;
    const own = random.fork(number);
    const tale = own.weighted(going, ({ share }) => share);
    return requestsOf(tale, span, span.end, own.between(1, tale.each), own);
  };
}

/** Milliseconds until the next visit: two or three a second. */
export function livePause(random: Random): number {
  return random.between(150, 700);
}

/** Sends a report to a running Tattle. Rejects where nobody is there. */
export async function send(
  { query, body, contentType, userAgent }: ReportRequest,
  to: SendTo,
): Promise<void> {
  const answer = await to.fetch(`${to.url}/report/${query}`, {
    method: "POST",
    headers: { "content-type": contentType, "user-agent": userAgent },
    body,
    signal: AbortSignal.timeout(5_000),
    ...(to.unix !== null && { unix: to.unix }),
  });
  await answer.body?.cancel();
}

/** Where a running Tattle takes reports. */
export interface SendTo {
  readonly url: string;
  /** The path of its socket. */
  readonly unix: string | null;
  readonly fetch: (url: string, init: RequestInit & { unix?: string }) => Promise<Response>;
}
