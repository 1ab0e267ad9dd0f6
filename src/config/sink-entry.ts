import type { SinkConfig } from "./config.ts";
import type { Findings } from "./findings.ts";
import { readSchema } from "./foreign-schema.ts";
import { resolveHost } from "./host.ts";
import { describeInput, type Input, plain, type Table } from "./input.ts";
import { fits } from "./leaf.ts";
import type { Manifest } from "./manifest.ts";
import { masked } from "./mask.ts";
import type { Node } from "./node.ts";
import { NAME_PATTERN } from "./nodes.ts";
import type { Resolver } from "./resolve.ts";
import { defaultName, type Kind, type Kinds, kindOf, manifestOf } from "./sink-kind.ts";
import { HOST_KEYS, type Parts, splitEntry } from "./sink-parts.ts";
import { BatchSchema, CommonSchema, ProcessSchema } from "./sink-schema.ts";

/** Resolves one `[[sinks]]` entry; `null` where it has a problem. */
export function resolveSink(
  resolver: Resolver,
  input: Input,
  path: string,
  kinds: Kinds,
): SinkConfig | null {
  const { findings } = resolver;
  const before = findings.count;
  if (input.kind !== "table") {
    findings.problem(path, input.origin, `must be a table, not ${describeInput(input)}`);
    return null;
  }
  const kind = kindOf(resolver, input, path, kinds);
  const known = kind === null ? null : describedKind(findings, kind, input, path, kinds);
  const parts = splitEntry(findings, input, path, kind?.kind ?? null);
  const names = Object.keys(known?.schema.properties ?? {});
  const common = resolveHost(resolver, schemaFor(known), parts.host, path, names);
  const process =
    kind?.kind === "external" ? resolveHost(resolver, ProcessSchema, parts.process, path) : null;
  if (kind === null) return null;
  const config = ownConfig(resolver, kind, known?.schema ?? null, parts, path);
  const name = common?.name ?? defaultName(kind);
  if (!input.entries.has("name") && !new RegExp(NAME_PATTERN).test(name)) {
    findings.problem(path, input.origin, "needs a name: its file's would not do as one");
  }
  if (common === null || findings.count > before) return null;
  const { batch, timeout, maxBacklog, onFull, start, retry } = common;
  const settings = { name, config, batch, timeout, maxBacklog, onFull, start, retry };
  if (kind.kind === "builtin") return { ...kind, ...settings };
  return process === null ? null : { ...kind, ...process, ...settings };
}

/** What a kind says of itself, in a form that can be relied on. */
interface Known {
  readonly schema: Node;
  readonly batch: Manifest["batch"];
}

/** `null` where nothing is known of it, or, reported, what it says makes no sense. */
function describedKind(
  findings: Findings,
  kind: Kind,
  input: Table,
  path: string,
  kinds: Kinds,
): Known | null {
  const manifest = manifestOf(kind, kinds);
  if (manifest === null) return null;
  const { config, batch, name, summary } = manifest;
  if (kind.kind === "builtin") return { schema: config, batch };
  const origin = input.entries.get("use")?.value.origin ?? input.origin;
  const refuse = (reason: string) => {
    findings.problem(`${path}.use`, origin, `${kind.module} cannot be used: ${reason}`);
    return null;
  };
  const reading = readSchema(config);
  if (!reading.ok) return refuse(`the schema of its settings: ${reading.problem}`);
  const wrong = wrongBatch(batch);
  if (wrong !== null) return refuse(`its default of ${wrong} is out of bounds`);
  findings.plugins.push({ path, module: kind.module, name, summary });
  return { schema: reading.node, batch };
}

function wrongBatch({ maxReports, maxAge }: NonNullable<Manifest["batch"]> = {}): string | null {
  const { max_reports, max_age } = BatchSchema.properties;
  if (maxReports !== undefined && !fits(max_reports, maxReports)) return "batch.max_reports";
  return maxAge === undefined || fits(max_age, maxAge) ? null : "batch.max_age";
}

/** The host's schema, with the batch that suits this kind of sink as default. */
function schemaFor(known: Known | null): typeof CommonSchema {
  const { maxReports, maxAge } = known?.batch ?? {};
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
  { kind }: Kind,
  schema: Node | null,
  { own }: Parts,
  path: string,
): object {
  const { findings } = resolver;
  const base = kind === "builtin" ? path : `${path}.config`;
  if (own.entries.has("toJSON")) {
    findings.problem(`${base}.toJSON`, own.origin, "is a name that cannot be used");
  }
  if (schema === null) {
    // Nothing is known of it, so any text may be a secret.
    findings.setting(base, own.origin, "read when the sink is loaded");
    return masked(members(plain(own)), () => true);
  }
  const value =
    schema.type === "object"
      ? resolver.table(schema, own, base, kind === "builtin" ? HOST_KEYS : [])
      : resolver.resolve(schema, own, base);
  return masked(members(value), (text) => findings.secrets.has(text));
}

function members(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
