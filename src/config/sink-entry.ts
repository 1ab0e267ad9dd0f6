import type { SinkPlugin } from "../sink/sink.ts";
import type { SinkConfig } from "./config.ts";
import type { Findings } from "./findings.ts";
import { resolveHost } from "./host.ts";
import {
  describeInput,
  type Entry,
  emptyTable,
  type Input,
  joinPath,
  plain,
  type Table,
} from "./input.ts";
import { masked } from "./mask.ts";
import {
  defaultModuleName,
  isModuleKey,
  type ModuleRef,
  moduleKey,
  parseModule,
} from "./module-ref.ts";
import type { Node } from "./node.ts";
import { NAME_PATTERN } from "./nodes.ts";
import type { Resolver } from "./resolve.ts";
import { BatchSchema, CommonSchema, ProcessSchema, SinkSchema } from "./sink-schema.ts";
import { didYouMean } from "./suggest.ts";

/** What the configuration needs to know of a kind of sink. */
export type Manifest = Pick<SinkPlugin, "name" | "summary" | "supports" | "batch"> & {
  /** The schema of its settings: built here, or plain JSON that a third party's sink has sent. */
  readonly config: object;
};

/** Built-in kinds by name; a third party's that is known already by its {@link moduleKey}. */
export type Manifests = Readonly<Record<string, Manifest>>;

/** The keys that mean the same for every sink; a built-in kind's own settings stand beside them. */
export const HOST_KEYS: readonly string[] = Object.keys(SinkSchema.properties);

/** Which kind an entry names. */
type Kind =
  | { readonly kind: "builtin"; readonly type: string }
  | ({ readonly kind: "external" } & ModuleRef);

/** Resolves one `[[sinks]]` entry; `null` where it has a problem. */
export function resolveSink(
  resolver: Resolver,
  input: Input,
  path: string,
  manifests: Manifests,
): SinkConfig | null {
  const { findings } = resolver;
  const before = findings.count;
  if (input.kind !== "table") {
    findings.problem(path, input.origin, `must be a table, not ${describeInput(input)}`);
    return null;
  }
  const kind = kindOf(resolver, input, path, manifests);
  const manifest = kind === null ? null : lookUp(manifests, kind);
  const { host, process, own } = split(findings, input, path, kind?.kind ?? null);
  const common = resolveHost(resolver, schemaFor(manifest), host, path, settingNames(manifest));
  const config = kind === null ? {} : ownConfig(resolver, manifest, own, path);
  const name = kind === null ? "" : (common?.name ?? defaultName(kind));
  if (kind?.kind === "external" && !new RegExp(NAME_PATTERN).test(name)) {
    findings.problem(path, input.origin, "needs a name: its file's would not do as one");
  }
  const child =
    kind?.kind === "external" ? resolveHost(resolver, ProcessSchema, process, path) : null;
  if (common === null || kind === null || findings.count > before) return null;
  const { batch, timeout, maxBacklog, onFull, start, retry } = common;
  const settings = { name, config, batch, timeout, maxBacklog, onFull, start, retry };
  if (kind.kind === "builtin") return { ...kind, ...settings };
  return child === null ? null : { ...kind, ...child, ...settings };
}

/** Reports what is neither a known `type` nor a `use`. */
function kindOf(resolver: Resolver, input: Table, path: string, manifests: Manifests): Kind | null {
  const { findings } = resolver;
  const type = input.entries.get("type")?.value;
  const use = input.entries.get("use")?.value;
  if (type !== undefined && use !== undefined) {
    findings.problem(path, use.origin, "has both type and use; keep one");
    return null;
  }
  if (use !== undefined) return externalKind(resolver, use);
  const known = Object.keys(manifests).filter((name) => !isModuleKey(name));
  if (type === undefined) {
    const message = `needs type = "…" (one of ${known.join(", ")}) or use = "…"`;
    findings.problem(path, input.origin, message);
    return null;
  }
  // What is no text at all is reported with the other settings of the host.
  if (type.kind !== "scalar" || typeof type.value !== "string") return null;
  if (known.includes(type.value)) return { kind: "builtin", type: type.value };
  const hint = didYouMean(type.value, known) || `; there are ${known.join(", ")}`;
  findings.problem(`${path}.type`, type.origin, `no such kind of sink${hint}`);
  return null;
}

function externalKind(resolver: Resolver, use: Input): Kind | null {
  if (use.kind !== "scalar" || typeof use.value !== "string") return null;
  const ref = parseModule(use.value, resolver.base(use.origin));
  return ref === null ? null : { kind: "external", ...ref };
}

function settingNames(manifest: Manifest | null): string[] {
  const schema: Node = manifest?.config ?? {};
  return Object.keys(schema.properties ?? {});
}

function lookUp(manifests: Manifests, kind: Kind): Manifest | null {
  const key = kind.kind === "builtin" ? kind.type : moduleKey(kind);
  return Object.hasOwn(manifests, key) ? (manifests[key] ?? null) : null;
}

/** Tells the host's keys from the sink's own, which stand in `config` or, for a built-in kind, beside `type`. */
function split(findings: Findings, input: Table, path: string, kind: Kind["kind"] | null) {
  const host = emptyTable(input.origin);
  const process = emptyTable(input.origin);
  const own = emptyTable(input.origin);
  const config = input.entries.get("config");
  if (config?.value.kind === "table") {
    for (const [key, entry] of config.value.entries) {
      own.entries.set(key, { ...entry, path: joinPath(`${path}.config`, key) });
    }
  }
  for (const [key, entry] of input.entries) {
    if (key === "config" && config?.value.kind === "table") continue;
    if (Object.hasOwn(ProcessSchema.properties, key)) {
      if (kind !== "builtin") process.entries.set(key, entry);
      else findings.problem(`${path}.${key}`, entry.origin, "can only be set beside use");
    } else if (HOST_KEYS.includes(key)) host.entries.set(key, entry);
    else if (kind === "external") reportStray(findings, key, entry, path);
    else if (own.entries.has(key)) {
      findings.problem(`${path}.${key}`, entry.origin, "is set twice: here and in config");
    } else own.entries.set(key, entry);
  }
  return { host, process, own };
}

/** A key beside `use` that is not the host's. The author's settings have a table of their own, so that new ones of the host cannot clash. */
function reportStray(findings: Findings, key: string, entry: Entry, path: string): void {
  const hint = didYouMean(key, HOST_KEYS) || "; the sink's own settings go into its config";
  findings.problem(joinPath(path, key), entry.origin, `unknown setting${hint}`);
}

/** The host's schema, with the batch that suits this kind of sink as default. */
function schemaFor(manifest: Manifest | null): typeof CommonSchema {
  const { maxReports, maxAge } = manifest?.batch ?? {};
  const { properties } = BatchSchema;
  const { max_reports, max_age } = properties;
  const batch = {
    ...BatchSchema,
    properties: {
      ...properties,
      max_reports: { ...max_reports, default: maxReports ?? max_reports.default },
      max_age: { ...max_age, default: maxAge ?? max_age.default },
    },
  };
  return { ...CommonSchema, properties: { ...CommonSchema.properties, batch } };
}

function ownConfig(
  resolver: Resolver,
  manifest: Manifest | null,
  own: Table,
  path: string,
): object {
  const { findings } = resolver;
  if (manifest === null) {
    // Nothing is known of it yet, so any text may be a secret.
    findings.setting(`${path}.config`, own.origin, "read when the sink is loaded");
    return masked(members(plain(own)), () => true);
  }
  const node: Node = manifest.config;
  const value =
    node.type === "object"
      ? resolver.table(node, own, path, HOST_KEYS)
      : resolver.resolve(node, own, path);
  return masked(members(value), (text) => findings.secrets.has(text));
}

function members(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function defaultName(kind: Kind): string {
  return kind.kind === "builtin" ? kind.type : defaultModuleName(kind);
}
