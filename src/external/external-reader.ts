import { READER_METHODS, type ReportReader } from "../sink/reader.ts";
import type { SinkContext } from "../sink/sink.ts";
import type { ExternalPart } from "../threads/index.ts";
import { answerProblem } from "./answers.ts";
import { Child, type OnLife } from "./child.ts";
import { createIn } from "./external-sink.ts";
import { masking } from "./mask.ts";

/** How long closing may take, in milliseconds. */
const CLOSE = 300;

/**
 * The reading side of a third party's sink, in a child process of its own beside the one that
 * writes. The first question starts it, and the next one after it has ended.
 *
 * @param context the sink's
 * @param onLife hears of each process
 */
export function externalReader(
  part: ExternalPart,
  config: unknown,
  context: SinkContext,
  onLife?: OnLife,
): ReportReader {
  const { memory, hidden, timeout } = part;
  const { clock, log } = context;
  const mask = masking(part.secrets);
  let reading: { child: Child; created: Promise<void> } | null = null;

  const start = (signal: AbortSignal) => {
    const child = new Child({
      title: `${context.name} (reader)`,
      memory,
      hidden,
      clock,
      log,
      mask,
      onLife,
    });
    const created = createIn(child, part, config, context, signal);
    created.catch(() => child.kill("it could not be started"));
    void child.died.then((error) => {
      if (reading?.child === child) log.error("a sink's reading process ended", { error });
      reading = null;
    });
    return { child, created };
  };

  const ask = async (name: string, args: unknown[]): Promise<unknown> => {
    const limit = AbortSignal.timeout(timeout);
    reading ??= start(limit);
    const { child, created } = reading;
    await created;
    const answer = await child.call({ method: "read", name, args }, limit);
    const problem = answerProblem(name, answer);
    if (problem !== null) throw new Error(problem);
    return answer;
  };

  const close = async (): Promise<void> => {
    const child = reading?.child;
    reading = null;
    if (!child?.alive) return;
    try {
      await child.call({ method: "close" }, AbortSignal.timeout(CLOSE), 0);
    } finally {
      await child.end();
    }
  };

  const methods = READER_METHODS.map((name) => [name, (...args: unknown[]) => ask(name, args)]);
  return { ...Object.fromEntries(methods), close };
}
