import type { Manifest, ModuleRef } from "../config/index.ts";
import { moduleKey } from "../config/module-ref.ts";
import { isJsonObject } from "../report/json.ts";
import { withBriefChild } from "./brief-child.ts";
import type { DescribeOptions, DescribeSink, Description } from "./description.ts";
import { manifestOf } from "./manifest.ts";

const LIMIT = 10_000;

/** Bytes that a module may need to be imported. */
const MEMORY = 512 << 20;

/**
 * Imports a third party's module in a child process of its own and says what it is. The process
 * is gone when this resolves. Never rejects: whatever is wrong is the description's problem.
 */
export async function describeSink(
  ref: ModuleRef,
  { limit = LIMIT, hidden = [] }: DescribeOptions = {},
): Promise<Description> {
  try {
    return await described(ref, limit, hidden);
  } catch (error) {
    return problem(ref, [error instanceof Error ? error.message : String(error)]);
  }
}

/** The same, asking for each module once: what it said is what the whole process goes by. */
export function describeOnce(describe: DescribeSink = describeSink): DescribeSink {
  const known = new Map<string, Promise<Description>>();
  return (ref, options) => {
    const key = moduleKey(ref);
    const description = known.get(key) ?? describe(ref, options);
    known.set(key, description);
    return description;
  };
}

async function described(
  ref: ModuleRef,
  limit: number,
  hidden: readonly string[],
): Promise<Description> {
  const mask = (text: string) => text;
  const options = { title: ref.module, memory: MEMORY, hidden, limit, what: "its import", mask };
  const loaded = await withBriefChild(options, (child, late) =>
    child.call({ method: "load", ref }, late, 0),
  );
  return read(ref, loaded);
}

function read(ref: ModuleRef, loaded: unknown): Description {
  if (isJsonObject(loaded) && Array.isArray(loaded.problems)) {
    return problem(ref, loaded.problems.map(String));
  }
  const manifest: Manifest | null = isJsonObject(loaded) ? manifestOf(loaded.manifest) : null;
  return manifest === null ? problem(ref, ["its child answered nonsense"]) : { ok: true, manifest };
}

function problem({ module }: ModuleRef, problems: readonly string[]): Description {
  return { ok: false, problem: `${module}: ${problems.join("; ")}` };
}
