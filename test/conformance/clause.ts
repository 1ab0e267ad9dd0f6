import type { TSchema } from "tattle/sink";
import type { ClauseInfo, Need, TestSinkOptions } from "./options.ts";
import { secretPaths } from "./schema.ts";
import type { Stage } from "./stage.ts";

/** A clause, and how it is tested. */
export interface Clause extends ClauseInfo {
  /** @throws Broken, or whatever the sink threw where it must not */
  run(stage: Stage): Promise<void>;
}

/** A sink broke the contract. The message says which rule, what was seen and what to do. */
export class Broken extends Error {
  override readonly name = "Broken";
}

/** A {@link Broken} without a stack: runners would show lines of the kit before the sentence that matters. */
export function broken(message: string): Broken {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const error = new Broken(message);
    // Some runners show the stack alone.
    error.stack = `${error.name}: ${message}`;
    return error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Throws {@link Broken} unless `holds`. */
export function demand(holds: boolean, message: string): asserts holds {
  if (!holds) throw broken(message);
}

type Lack = (options: TestSinkOptions<TSchema>) => string | null;

const LACKS: Readonly<Record<Need, Lack>> = {
  probe: ({ probe }) => (probe ? null : "`probe` was not given"),
  outage: ({ outage }) => (outage ? null : "`outage` was not given"),
  fetch: ({ outage }) => (outage === "fetch" ? null : '`outage` is not "fetch"'),
  refusal: ({ outage }) =>
    typeof outage === "object" && outage.refuse
      ? null
      : outage === "fetch"
        ? '`outage` is "fetch", which has answers of its own for that'
        : "`outage.refuse` was not given",
  idempotent: ({ plugin }) =>
    plugin.supports?.idempotent ? null : "`supports.idempotent` is false",
  reader: ({ plugin }) => (plugin.supports?.reader ? null : "`supports.reader` is false"),
  retag: ({ plugin }) => (plugin.supports?.retag ? null : "`supports.retag` is false"),
  erase: ({ plugin }) => (plugin.supports?.erase ? null : "`supports.erase` is false"),
  unacceptable: ({ unacceptable }) => (unacceptable ? null : "`unacceptable` was not given"),
  secrets: ({ plugin }) =>
    secretPaths(plugin.config).length > 0 ? null : "the schema has no `Secret` setting",
  silence: ({ prints }) => (prints ? "`prints` is true" : null),
};

/** Why a clause cannot be tested with these options; `null` where it can. */
export function skipReason(clause: ClauseInfo, options: TestSinkOptions<TSchema>): string | null {
  const reasons = (clause.needs ?? []).map((need) => LACKS[need](options));
  return reasons.find((reason) => reason !== null) ?? null;
}
