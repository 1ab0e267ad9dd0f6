import { type TestRunner, type TestSinkOptions, testSink } from "tattle/conformance";
import type { SinkPlugin } from "tattle/sink";
import { reference, UNACCEPTABLE } from "./reference.ts";
import { Service } from "./service.ts";

/** What became of each clause. */
export interface Verdicts {
  passed: string[];
  /** Clause and message. */
  failed: Map<string, string>;
  skipped: string[];
}

/** Runs the kit with a runner that takes down what happens. `only` runs nothing but these clauses. */
export async function record(options: Omit<TestSinkOptions, "test">): Promise<Verdicts> {
  const runs: Array<{ id: string; run: () => Promise<void> }> = [];
  const skipped: string[] = [];
  const test: TestRunner = (name, run) => void runs.push({ id: clauseOf(name), run });
  test.skip = (name) => void skipped.push(clauseOf(name));
  testSink({ ...options, test });
  const passed: string[] = [];
  const failed = new Map<string, string>();
  for (const { id, run } of runs) {
    try {
      await run();
      passed.push(id);
    } catch (error) {
      failed.set(id, error instanceof Error ? error.message : String(error));
    }
  }
  return { passed, failed, skipped };
}

/** The kit on the reference sink or a mutant of it. */
export function recordMutant(
  plugin: SinkPlugin = reference,
  options: Partial<TestSinkOptions> = {},
): Promise<Verdicts> {
  const service = new Service();
  let tables = 0;
  const tableOf = (config: unknown) =>
    typeof config === "object" && config !== null && "table" in config ? String(config.table) : "";
  return record({
    plugin,
    config: () => ({ token: "s3cret/token+of some length", table: `t${++tables}` }),
    fetch: service.fetch,
    probe: ({ config }) =>
      plugin.supports?.idempotent ? service.held(tableOf(config)) : service.came(tableOf(config)),
    outage: "fetch",
    unacceptable: (report) => ({ ...report, project: UNACCEPTABLE }),
    limit: 4_000,
    ...options,
  });
}

function clauseOf(name: string): string {
  return /\[([^\]]+)\]/.exec(name)?.[1] ?? name;
}
