import { type Outage, type TestRunner, type TestSinkOptions, testSink } from "tattle/conformance";
import type { SinkPlugin } from "tattle/sink";
import { UNACCEPTABLE } from "./reference.ts";
import { Service } from "./service.ts";

/** What became of each clause. */
export interface Verdicts {
  passed: string[];
  /** Clause and message. */
  failed: Map<string, string>;
  skipped: string[];
}

/** Runs the kit with a runner that takes down what happens. With `only` no other clause is run. */
export async function record(
  options: Omit<TestSinkOptions, "test">,
  only: string | null = null,
): Promise<Verdicts> {
  const runs: Array<{ id: string; run: () => Promise<void> }> = [];
  const skipped: string[] = [];
  const test: TestRunner = (name, run) => void runs.push({ id: clauseOf(name), run });
  test.skip = (name) => void skipped.push(clauseOf(name));
  testSink({ ...options, test });
  const passed: string[] = [];
  const failed = new Map<string, string>();
  for (const { id, run } of runs.filter(({ id }) => only === null || id === only)) {
    try {
      await run();
      passed.push(id);
    } catch (error) {
      failed.set(id, error instanceof Error ? error.message : String(error));
    }
  }
  return { passed, failed, skipped };
}

/** A sink for the kit, with what is told of it otherwise than of {@link reference}. */
export interface Specimen {
  plugin: SinkPlugin;
  options?: Partial<TestSinkOptions>;
  /** Options that are not given. */
  without?: ReadonlyArray<"probe" | "outage" | "unacceptable">;
  /** The destination keeps what comes twice twice. */
  plain?: boolean;
  /** The kit makes no faults in `fetch`; outages and refusals are the destination's. */
  direct?: boolean;
  /** The id of the only clause to run. */
  only?: string;
}

/** The kit on the reference sink or a mutant of it. */
export function recordSpecimen({
  plugin,
  options = {},
  without = [],
  plain = false,
  direct = false,
  only,
}: Specimen): Promise<Verdicts> {
  const service = new Service();
  let tables = 0;
  const given: Omit<TestSinkOptions, "test"> = {
    plugin,
    config: () => ({ token: "s3cret/token+of some length", table: `t${++tables}` }),
    fetch: service.fetch,
    probe: ({ config }) => (plain ? service.came(tableOf(config)) : service.held(tableOf(config))),
    outage: direct ? outageOf(service) : "fetch",
    unacceptable: (report) => ({ ...report, project: UNACCEPTABLE }),
    limit: 4_000,
    ...options,
  };
  for (const name of without) delete given[name];
  return record(given, only);
}

function outageOf(service: Service): Outage {
  const turn = (state: Service["state"]) => () => {
    service.state = state;
  };
  return { begin: turn("away"), refuse: turn("refusing"), end: turn("well") };
}

function tableOf(config: unknown): string {
  const has = typeof config === "object" && config !== null && "table" in config;
  return has ? String(config.table) : "";
}

function clauseOf(name: string): string {
  return /\[([^\]]+)\]/.exec(name)?.[1] ?? name;
}
