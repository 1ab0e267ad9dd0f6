import type { SinkConfig } from "./config.ts";
import {
  DEFAULT_ORIGIN,
  type Entry,
  emptyTable,
  type Input,
  joinPath,
  type Table,
} from "./input.ts";
import { claim, tables } from "./lists.ts";
import type { Resolver } from "./resolve.ts";
import { resolveSink } from "./sink-entry.ts";
import type { Kinds } from "./sink-kind.ts";

/** The kind of sink that there is without anybody saying. */
const DEFAULT_TYPE = "sqlite";

/** Resolves `[[sinks]]`; without any there is one of type `sqlite`. */
export function resolveSinks(
  resolver: Resolver,
  entry: Entry | undefined,
  kinds: Kinds,
): SinkConfig[] {
  const { findings } = resolver;
  const written = tables(findings, "sinks", entry);
  const inputs = written?.length === 0 ? [defaultSink()] : (written ?? []);
  const names = new Map<string, string>();
  return inputs.flatMap((input: Input, index) => {
    const path = joinPath("sinks", index);
    const sink = resolveSink(resolver, input, path, kinds);
    if (sink === null) return [];
    const taken = claim(names, sink.name, path);
    if (taken !== null) {
      const message = `${taken} is called "${sink.name}" too; give one of them another name`;
      findings.problem(`${path}.name`, input.origin, message);
    }
    return [sink];
  });
}

function defaultSink(): Table {
  const table = emptyTable(DEFAULT_ORIGIN);
  const value: Input = { kind: "scalar", value: DEFAULT_TYPE, origin: DEFAULT_ORIGIN };
  table.entries.set("type", { origin: DEFAULT_ORIGIN, value });
  return table;
}
