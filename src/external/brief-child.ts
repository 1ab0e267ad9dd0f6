import { type Log, systemClock } from "../sink/context.ts";
import { formatQuantity } from "../sink/schema.ts";
import { Child } from "./child.ts";
import type { Mask } from "./mask.ts";

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** What a child is started for. */
export interface BriefOptions {
  /** As the list of processes shows it. */
  title: string;
  /** Bytes that it may hold. */
  memory: number;
  /** Names of the variables of the environment that it must not have. */
  hidden: readonly string[];
  /** How long it may take, in milliseconds. */
  limit: number;
  /** What may take so long: `its import`. */
  what: string;
  mask: Mask;
}

/**
 * Does something in a child that is gone when this settles, and whose output nobody sees.
 *
 * @throws what `task` throws, or Error with a sentence for a person where it took too long
 */
export async function withBriefChild<T>(
  { title, memory, hidden, limit, what, mask }: BriefOptions,
  task: (child: Child, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const child = new Child({ title, memory, clock: systemClock, log: SILENT, mask, hidden });
  const late = AbortSignal.timeout(limit);
  try {
    return await task(child, late);
  } catch (error) {
    if (!late.aborted) throw error;
    const time = formatQuantity("duration", limit);
    throw new Error(`${what} did not end within ${time}`, { cause: error });
  } finally {
    child.kill("it was looked at");
    await child.died;
  }
}
