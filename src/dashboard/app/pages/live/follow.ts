import { EventParser, type ServerEvent } from "./event-parser.ts";

/** How the stream is doing. */
export type Connection =
  | { readonly state: "connecting" | "live" | "asleep" }
  /** It is tried again after `wait` milliseconds. */
  | { readonly state: "lost"; readonly why: Error; readonly wait: number }
  /** Trying again would change nothing. */
  | { readonly state: "refused"; readonly why: Error };

export interface FollowOptions {
  /** Begins after the report of this id; `null`: from now on. Rejects where the server says no. */
  open: (lastId: string | null, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  /** Whether a failed `open` may do better later. */
  passing: (error: Error) => boolean;
  /** Resolves after so many milliseconds, or as soon as somebody does not want to wait. */
  sleep: (length: number) => Promise<void>;
  tell: (connection: Connection) => void;
  take: (events: readonly ServerEvent[]) => void;
  /** Id of the newest report that is known already. */
  after: string | null;
}

/** Waits between attempts in milliseconds; the last one again and again. */
const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** The server says something every five seconds; after so many milliseconds without, it is gone. */
const SILENCE = 25_000;

/** Follows a stream until `signal`, and connects again where it was whenever it breaks off. */
export async function follow(o: FollowOptions, signal: AbortSignal): Promise<void> {
  let lastId = o.after;
  let failures = 0;
  while (!signal.aborted) {
    o.tell({ state: "connecting" });
    try {
      const body = await o.open(lastId, signal);
      o.tell({ state: "live" });
      failures = 0;
      for await (const events of eventsOf(body, signal)) {
        lastId = events.at(-1)?.lastId || lastId;
        o.take(events);
      }
      if (signal.aborted) return;
      throw new Error("The stream has ended.");
    } catch (error) {
      if (signal.aborted) return;
      const why = error instanceof Error ? error : new Error(String(error));
      if (!o.passing(why)) return o.tell({ state: "refused", why });
      const wait = WAITS[Math.min(failures++, WAITS.length - 1)] ?? 0;
      o.tell({ state: "lost", why, wait });
      await o.sleep(wait);
    }
  }
}

async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent[], void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { value, done } = await spoken(reader.read());
      if (done || signal.aborted) return;
      const events = parser.push(decoder.decode(value, { stream: true }));
      if (events.length > 0) yield events;
    }
  } finally {
    // What has failed already cannot be cancelled.
    await reader.cancel().catch(() => undefined);
  }
}

/** Rejects where nothing is said for too long: a connection can be dead without anybody being told. */
async function spoken<T>(reading: Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("The server has gone silent.")), SILENCE);
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}
