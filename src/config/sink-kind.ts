import type { Input, Table } from "./input.ts";
import type { Manifest, Manifests } from "./manifest.ts";
import {
  defaultModuleName,
  isModuleKey,
  type ModuleRef,
  moduleKey,
  parseModule,
} from "./module-ref.ts";
import { printable } from "./printable.ts";
import type { Resolver } from "./resolve.ts";
import { didYouMean } from "./suggest.ts";

/** Which kind of sink an entry names. */
export type Kind =
  | { readonly kind: "builtin"; readonly type: string }
  | ({ readonly kind: "external" } & ModuleRef);

/** Longest reason that is repeated: it may hold what a third party's code has thrown. */
const MAX_REASON = 1_000;

/** What is known of the kinds of sinks. */
export interface Kinds {
  readonly manifests: Manifests;
  /** Why modules cannot be used, in words for a person, by their {@link moduleKey}. */
  readonly unusable: ReadonlyMap<string, string>;
}

/** The built-in kind or the module that an entry names; `null`, reported, where it names neither. */
export function kindOf(resolver: Resolver, input: Table, path: string, kinds: Kinds): Kind | null {
  const { findings } = resolver;
  const type = input.entries.get("type")?.value;
  const use = input.entries.get("use")?.value;
  if (type !== undefined && use !== undefined) {
    findings.problem(path, use.origin, "has both type and use; keep one");
    return null;
  }
  if (use !== undefined) return externalKind(resolver, use, path, kinds);
  const known = builtIns(kinds);
  if (type === undefined) {
    const hints = [...input.entries.keys()].map((key) => didYouMean(key, ["type", "use"]));
    const hint = hints.find((text) => text !== "") ?? "";
    const message = `needs type = "…" (one of ${known.join(", ")}) or use = "…"${hint}`;
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

/** What is known of a kind; `null` for a module that nobody has described, or that is unusable. */
export function manifestOf(kind: Kind, { manifests }: Kinds): Manifest | null {
  const key = kind.kind === "builtin" ? kind.type : moduleKey(kind);
  return Object.hasOwn(manifests, key) ? (manifests[key] ?? null) : null;
}

/** What a sink is called that has no name of its own. */
export function defaultName(kind: Kind): string {
  return kind.kind === "builtin" ? kind.type : defaultModuleName(kind);
}

/** The module that an entry names, as far as one can be read there. */
export function usedModule(input: Input | undefined, base: string): ModuleRef | null {
  if (input?.kind !== "scalar" || typeof input.value !== "string") return null;
  return parseModule(input.value, base);
}

function externalKind(resolver: Resolver, use: Input, path: string, kinds: Kinds): Kind | null {
  const ref = usedModule(use, resolver.base(use.origin));
  // What names no module is reported with the other settings of the host.
  if (ref === null) return null;
  const reason = kinds.unusable.get(moduleKey(ref));
  if (reason !== undefined) {
    const meant = builtIns(kinds).includes(ref.module)
      ? `; the built-in one is type = "${ref.module}"`
      : "";
    resolver.findings.problem(
      `${path}.use`,
      use.origin,
      `${printable(reason, MAX_REASON)}${meant}`,
    );
  }
  return { kind: "external", ...ref };
}

function builtIns({ manifests }: Kinds): string[] {
  return Object.keys(manifests).filter((name) => !isModuleKey(name));
}
