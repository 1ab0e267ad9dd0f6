import type { Message } from "../message.ts";

/**
 * Sends one message. Resolves to what the other side said, in a few words. Throws a SinkError
 * whose message may be shown where it did not take it, or where nobody knows.
 */
export type Send = (message: Message, signal: AbortSignal) => Promise<string>;
