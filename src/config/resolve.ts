import { formatQuantity } from "../sink/schema.ts";
import type { Findings } from "./findings.ts";
import {
  baseOf,
  DEFAULT_ORIGIN,
  describeInput,
  type Entry,
  emptyTable,
  type Input,
  joinPath,
  type List,
  type Origin,
  plain,
  type Table,
  type Text,
} from "./input.ts";
import { readLeaf } from "./leaf.ts";
import { alternatives, choices, discriminator, expected, type Node } from "./node.ts";
import { isNotation } from "./notation.ts";
import { readSecret, type SecretSources } from "./secret-input.ts";
import { didYouMean } from "./suggest.ts";

/** What resolving needs beside schema and input. */
export interface ResolverOptions extends SecretSources {
  /** Where relative paths of defaults, environment and flags start. Absolute. */
  readonly cwd: string;
}

/**
 * Walks a schema and what was written side by side: fills in defaults, converts, and reports
 * every problem. A value with a problem is returned as `undefined`: look at
 * {@link Findings.problems} before using any.
 */
export class Resolver {
  constructor(
    readonly findings: Findings,
    private readonly options: ResolverOptions,
  ) {}

  /** The value of a setting that was written. */
  resolve(node: Node, input: Input, path: string): unknown {
    if (node.secret === true) return this.secret(node, input, path);
    if (node.anyOf !== undefined && choices(node) === null) {
      return this.union(node.anyOf, input, path);
    }
    if (node.type === "object") return this.table(node, input, path);
    if (node.type === "array") return this.list(node, input, path);
    if (node.type === undefined && choices(node) === null)
      return this.note(path, input.origin, plain(input));
    return this.leaf(node, input, path);
  }

  /** All keys of a table: known ones resolved, missing ones defaulted, others reported. `known` are further keys to suggest. */
  table(node: Node, input: Input, path: string, known: readonly string[] = []): unknown {
    if (input.kind !== "table") return this.mismatch(node, input, path);
    const properties = node.properties ?? {};
    const values: Array<[string, unknown]> = [];
    for (const [key, child] of Object.entries(properties)) {
      const value = this.property(node, key, child, input, path);
      if (value !== undefined) values.push([key, value]);
    }
    for (const [key, entry] of input.entries) {
      if (Object.hasOwn(properties, key)) continue;
      const child = openProperty(node, key);
      const at = entry.path ?? joinPath(path, key);
      if (child === null) this.unknownKey(key, entry, at, [...Object.keys(properties), ...known]);
      else values.push([key, this.resolve(child, entry.value, at)]);
    }
    return Object.fromEntries(values);
  }

  /** Reports a key that the schema does not have. Its value may be a misplaced secret: it is not shown. */
  unknownKey(key: string, entry: Entry, path: string, known: readonly string[]): void {
    this.findings.problem(path, entry.origin, `unknown setting${didYouMean(key, known)}`);
  }

  private property(node: Node, key: string, child: Node, table: Table, path: string): unknown {
    const entry = table.entries.get(key);
    const at = entry?.path ?? joinPath(path, key);
    if (entry !== undefined) return this.resolve(child, entry.value, at);
    if (child.default !== undefined) return this.preset(child, child.default, at);
    if (!(node.required ?? []).includes(key)) return undefined;
    // A table that was left out is one in which all was left out: its own defaults apply.
    if (child.type === "object") return this.table(child, emptyTable(table.origin), at);
    return this.findings.problem(at, table.origin, "is required");
  }

  private preset(node: Node, value: unknown, path: string): unknown {
    if (node.type === "object" && isEmpty(value)) {
      return this.table(node, emptyTable(DEFAULT_ORIGIN), path);
    }
    if (typeof value === "string" && isNotation(node.notation)) {
      return this.leaf(node, { kind: "text", value, origin: DEFAULT_ORIGIN }, path);
    }
    if (node.secret === true && typeof value === "string") {
      this.findings.secret(path, DEFAULT_ORIGIN, { text: value, via: "" });
      return value;
    }
    const inUnits = node.unit !== undefined && typeof value === "number";
    const written = inUnits ? formatQuantity(node.unit, value) : value;
    return this.note(path, DEFAULT_ORIGIN, structuredClone(value), written);
  }

  private list(node: Node, input: Input, path: string): unknown {
    const list = input.kind === "text" ? splitText(input) : input;
    if (list.kind !== "list") return this.mismatch(node, input, path);
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items = {} } = node;
    if (list.items.length < minItems) {
      return this.findings.problem(path, input.origin, `must have at least ${entries(minItems)}`);
    }
    if (list.items.length > maxItems) {
      return this.findings.problem(path, input.origin, `must have at most ${entries(maxItems)}`);
    }
    if (list.items.length === 0) return this.note(path, input.origin, []);
    return list.items.map((item, index) => this.resolve(items, item, joinPath(path, index)));
  }

  private union(branches: readonly Node[], input: Input, path: string): unknown {
    const tables = branches.filter((branch) => branch.type === "object");
    if (input.kind === "table" && tables.length > 0) return this.tagged(tables, input, path);
    const branch = branches.find((candidate) => accepts(candidate, input, this.base(input.origin)));
    if (branch !== undefined) return this.resolve(branch, input, path);
    return this.mismatch({ anyOf: branches }, input, path);
  }

  /** Picks a table's branch by its tag first, so that the messages are about the branch that was meant. */
  private tagged(branches: readonly Node[], input: Table, path: string): unknown {
    const [only] = branches;
    if (branches.length === 1 && only !== undefined) return this.table(only, input, path);
    const key = discriminator(branches);
    if (key === null) return plain(input);
    const tags: Node = { anyOf: branches.map((branch) => branch.properties?.[key] ?? {}) };
    const entry = input.entries.get(key);
    const words = (choices(tags) ?? []).map((word) => JSON.stringify(word));
    if (entry === undefined) {
      return this.findings.problem(path, input.origin, `needs ${key} = ${alternatives(words)}`);
    }
    const reading = readLeaf(tags, entry.value, "");
    if (!reading.ok)
      return this.findings.problem(joinPath(path, key), entry.value.origin, reading.message);
    const branch = branches.find((one) => one.properties?.[key]?.const === reading.value);
    return branch === undefined ? undefined : this.table(branch, input, path);
  }

  private leaf(node: Node, input: Input, path: string): unknown {
    const reading = readLeaf(node, input, this.base(input.origin));
    if (!reading.ok) return this.findings.problem(path, input.origin, reading.message);
    return this.note(path, input.origin, reading.value, reading.written);
  }

  private secret(node: Node, input: Input, path: string): unknown {
    const reading = readSecret(input, this.base(input.origin), this.options);
    if (!reading.ok) return this.findings.problem(path, input.origin, reading.message);
    const text: Input = { kind: "text", value: reading.text, origin: input.origin };
    const bounds = readLeaf(node, text, "");
    if (!bounds.ok) return this.findings.problem(path, input.origin, bounds.message);
    this.warnAboutPlainSecret(input, path);
    this.findings.secret(path, input.origin, reading);
    return bounds.value;
  }

  private warnAboutPlainSecret(input: Input, path: string): void {
    if (input.kind === "scalar") {
      this.findings.warn(
        path,
        input.origin,
        'a secret in plain text; better { env = "NAME" } or { file = "path" }',
      );
    } else if (input.origin.from === "flag") {
      this.findings.warn(
        path,
        input.origin,
        "a secret on the command line is visible to all users of the machine",
      );
    }
  }

  private mismatch(node: Node, input: Input, path: string): undefined {
    return this.findings.problem(
      path,
      input.origin,
      `must be ${expected(node)}, not ${describeInput(input)}`,
    );
  }

  private note(path: string, origin: Origin, value: unknown, written = value): unknown {
    this.findings.setting(path, origin, written);
    return value;
  }

  /** The folder that relative paths of this origin start at. */
  base(origin: Origin): string {
    return baseOf(origin, this.options.cwd);
  }
}

/** The schema of a key that is not among the declared ones; `null` where there may be none. */
function openProperty(node: Node, key: string): Node | null {
  const patterns = Object.entries(node.patternProperties ?? {});
  const matching = patterns.find(([pattern]) => new RegExp(pattern).test(key));
  if (matching !== undefined) return matching[1];
  if (node.additionalProperties === true) return {};
  return typeof node.additionalProperties === "object" ? node.additionalProperties : null;
}

/** Whether a branch of a union that is not told apart by a tag can be meant. */
function accepts(branch: Node, input: Input, base: string): boolean {
  if (branch.type === "array") return input.kind === "list";
  if (branch.type === "object") return input.kind === "table";
  if (branch.secret === true) return input.kind !== "list";
  return readLeaf(branch, input, base).ok;
}

/** Lists in the environment and in flags are written with commas. */
function splitText({ value, origin }: Text): List {
  const words = value.split(",").map((word) => word.trim());
  const items = words
    .filter((word) => word !== "")
    .map((word): Text => ({ kind: "text", value: word, origin }));
  return { kind: "list", items, origin };
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function entries(count: number): string {
  return count === 1 ? "one entry" : `${count} entries`;
}
