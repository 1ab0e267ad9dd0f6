import type { Findings } from "./findings.ts";
import { type Entry, emptyTable, joinPath, type Table } from "./input.ts";
import { ProcessSchema, SinkSchema } from "./sink-schema.ts";
import { didYouMean } from "./suggest.ts";

/** The keys that mean the same for every sink; a built-in kind's own settings stand beside them. */
export const HOST_KEYS: readonly string[] = Object.keys(SinkSchema.properties);

/** A `[[sinks]]` entry by whose settings they are. */
export interface Parts {
  /** The host's. */
  readonly host: Table;
  /** The host's too, for sinks with a process of their own. */
  readonly process: Table;
  /** The sink's own: those of `config` and, for a built-in kind, those beside `type`. */
  readonly own: Table;
}

/** Takes an entry apart and reports what belongs nowhere. `kind` is `null` where it is not known. */
export function splitEntry(
  findings: Findings,
  input: Table,
  path: string,
  kind: "builtin" | "external" | null,
): Parts {
  const host = emptyTable(input.origin);
  const process = emptyTable(input.origin);
  const own = ownTable(input, path);
  const inConfig = new Set(own.entries.keys());
  for (const [key, entry] of input.entries) {
    if (key === "config" && entry.value.kind === "table") continue;
    if (Object.hasOwn(ProcessSchema.properties, key)) {
      if (kind !== "builtin") process.entries.set(key, entry);
      else findings.problem(`${path}.${key}`, entry.origin, "can only be set beside use");
    } else if (HOST_KEYS.includes(key)) host.entries.set(key, entry);
    else if (kind === "external") reportStray(findings, key, entry, path);
    else if (inConfig.has(key)) {
      findings.problem(`${path}.${key}`, entry.origin, "is set twice: here and in config");
    } else own.entries.set(key, entry);
  }
  return { host, process, own };
}

/** What stands in `config`, under its full names. */
function ownTable(input: Table, path: string): Table {
  const config = input.entries.get("config");
  if (config?.value.kind !== "table") return emptyTable(input.origin);
  const own = emptyTable(config.origin);
  for (const [key, entry] of config.value.entries) {
    own.entries.set(key, { ...entry, path: joinPath(`${path}.config`, key) });
  }
  return own;
}

/** A key beside `use` that is not the host's. The author's settings have a table of their own, so that new ones of the host cannot clash. */
function reportStray(findings: Findings, key: string, entry: Entry, path: string): void {
  const hint = didYouMean(key, HOST_KEYS) || "; the sink's own settings go into its config";
  findings.problem(joinPath(path, key), entry.origin, `unknown setting${hint}`);
}
