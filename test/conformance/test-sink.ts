import type { TSchema } from "tattle/sink";
import { settledWithin, systemClock } from "../../src/sink/context.ts";
import { broken, type Clause, demand, skipReason } from "./clause.ts";
import { CLAUSES } from "./clauses.ts";
import type { TestSinkOptions } from "./options.ts";
import { Stage } from "./stage.ts";

/** Default of {@link TestSinkOptions.limit}, in milliseconds. */
const LIMIT = 10_000;

/** The runner's own limit is longer by this many milliseconds, so that the kit's sentence comes first. */
const RUNNER_EXTRA = 10_000;

/**
 * Registers one test for each clause of the sink contract. A clause that fails throws an error
 * that says which rule is broken, what was seen and what to do; one that cannot be tested is
 * skipped with the reason in its name. The sink is right when no test fails; it is *known* to be
 * right when none is skipped that matters to it.
 *
 * Each clause has instances, settings and folders of its own. They watch what a process shares (the
 * working folder, `console`, `process`), so that they must run one after the other: not as
 * concurrent tests.
 *
 * @throws Broken where `plugin` is no sink
 *
 * @example A sink that posts to an HTTP service, with a stand-in for it (`my-sink.test.ts`)
 * ```ts
 * import { test } from "bun:test";
 * import { testSink } from "tattle/conformance";
 * import plugin from "./index.ts";
 *
 * // What the service holds: ids of reports.
 * const received = new Set<string>();
 *
 * testSink({
 *   test,
 *   plugin,
 *   config: url: "https://logs.example/", token: "a-secret-of-some-length" ,
 *   // Stands in for the service: the sink sends a line of JSON for each report.
 *   fetch: async (_url, init) => {
 *     const lines = String(init?.body ?? "").split("\n").filter((line) => line !== "");
 *     for (const line of lines) received.add(JSON.parse(line).id);
 *     return new Response("{}");
 *   },
 *   probe: () => [...received],
 *   outage: "fetch",
 * });
 * ```
 *
 * @example A sink that writes files
 * ```ts
 * testSink({
 *   test,
 *   plugin,
 *   config: { name: "reports.ndjson" },
 *   probe: async ({ config, dataDir }) => {
 *     const text = await Bun.file(`${dataDir}/${config.name}`).text().catch(() => "");
 *     const lines = text.split("\n").filter((line) => line !== "");
 *     return lines.map((line) => JSON.parse(line).id);
 *   },
 * });
 * ```
 */
export function testSink<S extends TSchema>(options: TestSinkOptions<S>): void {
  const { test, plugin, limit = LIMIT } = options;
  demand(
    typeof plugin === "object" && plugin !== null && typeof plugin.create === "function",
    "The `plugin` given to testSink is no sink. Give it what the sink's file exports: export default defineSink({ … }).",
  );
  const given: TestSinkOptions = options;
  for (const clause of CLAUSES) {
    const name = `${plugin.name} [${clause.id}] ${clause.rule}`;
    const reason = skipReason(clause, given);
    if (reason === null) test(name, () => play(clause, given, limit), limit + RUNNER_EXTRA);
    else skip(test, `${name} (skipped: ${reason})`);
  }
}

function skip(test: TestSinkOptions["test"], name: string): void {
  if (typeof test.skip === "function") test.skip(name, () => {});
  else test(name, async () => {}, RUNNER_EXTRA);
}

/** Runs one clause on a stage of its own. */
async function play(clause: Clause, options: TestSinkOptions, limit: number): Promise<void> {
  const stage = new Stage(options);
  try {
    // Begins after the limit's own timer is set, which is none of the sink's.
    const run = Promise.resolve().then(() => clause.run(stage));
    if (!(await settledWithin(systemClock, limit, run))) throw broken(lateMessage(stage, limit));
    await run;
  } finally {
    await stage.clear();
  }
}

function lateMessage({ step }: Stage, limit: number): string {
  if (step === null)
    return `The clause took longer than ${limit} ms. Give testSink a longer \`limit\`, or a faster \`probe\`.`;
  return `${step} has not settled within ${limit} ms. Every call has to settle, and soon after its signal aborts: pass the signal to fetch and to whatever else is waited for.`;
}
