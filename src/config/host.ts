import type { Static, TSchema } from "@sinclair/typebox";
import type { Address, Cidr } from "./address.ts";
import type { Table } from "./input.ts";
import type { ModuleRef } from "./module-ref.ts";
import type { Node } from "./node.ts";
import type { Rate } from "./rate.ts";
import type { Resolver } from "./resolve.ts";
import type { Secret } from "./secret.ts";

type CamelCase<S> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** Values that are finished: their members are not settings. */
type Opaque = Secret | Address | Cidr | ModuleRef | Rate;

/** What a schema says, in camelCase; an optional setting that nobody set is `null`. */
export type Resolved<T> = T extends Opaque
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Resolved<Item>[]
    : T extends object
      ? { readonly [K in keyof T as CamelCase<K>]-?: Resolved<T[K]> | Missing<T, K> }
      : T;

type Missing<T, K extends keyof T> = Record<never, never> extends Pick<T, K> ? null : never;

/**
 * Resolves a table of the host's own settings and gives it the shape that the code uses:
 * camelCase, `null` for what nobody set. `null` as a whole where the table has a problem.
 * `known` are keys that were taken out before and may be meant by a misspelt one.
 */
export function resolveHost<S extends TSchema>(
  resolver: Resolver,
  schema: S,
  table: Table,
  path = "",
  known: readonly string[] = [],
): Resolved<Static<S>> | null {
  const before = resolver.findings.count;
  const value = reshape(schema, resolver.table(schema, table, path, known));
  // The one place where the types follow the schema by our word: the resolver has just built it so.
  return resolver.findings.count === before ? (value as Resolved<Static<S>>) : null;
}

function reshape(node: Node, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => reshape(node.items ?? {}, item));
  if (node.properties === undefined || !isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(node.properties).map(([key, child]) => [
      camelCase(key),
      Object.hasOwn(value, key) ? reshape(child, value[key]) : null,
    ]),
  );
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
