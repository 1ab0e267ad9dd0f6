import type { ReportReader } from "../sink/reader.ts";
import type { SinkContext } from "../sink/sink.ts";
import type { ExternalPart } from "../threads/index.ts";
import type { Child } from "./child.ts";
import { startChild } from "./external-sink.ts";
import { masking } from "./mask.ts";

/** What may be asked of a reader in a child. */
const METHODS = ["reports", "report", "overview"] as const satisfies ReadonlyArray<
  keyof ReportReader
>;

/** How long closing may take, in milliseconds. */
const CLOSE = 300;

/**
 * The reading side of a third party's sink, in a child process of its own beside the one that
 * writes. Starts it with the first question, and again with the next one after it has ended.
 *
 * @param context the sink's
 */
export function externalReader(
  spec: ExternalPart,
  config: unknown,
  context: SinkContext,
): ReportReader {
  const mask = masking(spec.secrets);
  let starting: Promise<Child> | null = null;

  const started = async (signal: AbortSignal): Promise<Child> => {
    starting ??= startChild(spec, mask, config, context, signal);
    try {
      const child = await starting;
      if (child.alive) return child;
      context.log.error("a sink's reading process ended and is started again", {
        error: await child.died,
      });
    } catch (error) {
      starting = null;
      throw error;
    }
    starting = startChild(spec, mask, config, context, signal);
    return starting;
  };

  const ask = async (name: string, args: unknown[]): Promise<unknown> => {
    const limit = AbortSignal.timeout(spec.timeout);
    const child = await started(limit);
    return child.call({ method: "read", name, args }, limit);
  };

  const close = async (): Promise<void> => {
    const child = await starting?.catch(() => null);
    if (!child?.alive) return;
    try {
      await child.call({ method: "close" }, AbortSignal.timeout(CLOSE));
    } finally {
      await child.end();
    }
  };

  const methods = METHODS.map((name) => [name, (...args: unknown[]) => ask(name, args)]);
  return { ...Object.fromEntries(methods), close };
}
