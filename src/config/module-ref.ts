import { basename, dirname, extname, resolve } from "node:path";

/** Where a third party's sink comes from: what `use` names. */
export interface ModuleRef {
  /**
   * The absolute path of a file, or a package as `import` names it: `tattle-sink-kafka`,
   * `@acme/tattle-sink`, also with a path into it (`@acme/sinks/kafka`).
   */
  readonly module: string;
  /** The absolute folder where packages are looked up from: that of the config file. */
  readonly from: string;
}

/** Longest name that the registry of packages takes. */
const MAX_PACKAGE = 214;

const SCRIPT = /\.[cm]?[jt]s$|\.[jt]sx$/i;
const LOCAL = /^(?:[./\\]|[A-Za-z]:[\\/])/;
/** URLs, and a home folder that only a shell would know. */
const ELSEWHERE = /^(?:[A-Za-z][A-Za-z0-9+.-]+:|~\/)/;
const PACKAGE =
  /^(?:@[a-z0-9-][a-z0-9._~-]*\/)?[a-z0-9-][a-z0-9._~-]*(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)*$/;

/**
 * Reads the text of `use`. A file begins with `.`, `/` or a drive, or ends in the extension of a
 * script (`.ts`, `.js`, `.mts` and the like); it is relative to `base`. Everything else must be
 * the name of a package. `null` for what is neither, URLs and `~/` included.
 */
export function parseModule(text: string, base: string): ModuleRef | null {
  if (text === "" || text.includes("\0")) return null;
  if (LOCAL.test(text)) return { module: resolve(base, text), from: base };
  if (ELSEWHERE.test(text)) return null;
  if (SCRIPT.test(text)) return { module: resolve(base, text), from: base };
  return text.length <= MAX_PACKAGE && PACKAGE.test(text) ? { module: text, from: base } : null;
}

/**
 * The key of a module among the manifests, the same for the same file wherever it was named. No
 * built-in kind is called like it.
 */
export function moduleKey(ref: ModuleRef): string {
  return isFile(ref) ? `file:${ref.module}` : `package:${ref.module}:${ref.from}`;
}

/** Tells the key of a module from the name of a built-in kind. */
export function isModuleKey(key: string): boolean {
  return key.includes(":");
}

/**
 * What a sink is called that has no name of its own: the file without its extension (of an
 * `index.ts` its folder), or the last part of the package's name.
 */
export function defaultModuleName(ref: ModuleRef): string {
  if (!isFile(ref)) return basename(ref.module);
  const name = basename(ref.module, extname(ref.module));
  return name === "index" ? basename(dirname(ref.module)) : name;
}

function isFile({ module }: ModuleRef): boolean {
  return LOCAL.test(module);
}
