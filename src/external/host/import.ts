import { statSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { ModuleRef } from "../../config/index.ts";
import { thrownText } from "../../sink/thrown.ts";
import { missingPackage } from "./missing.ts";

/** Most problems of one file that are told. */
const MOST = 5;

/** Imports the module. @throws Error with a sentence for a person, without the module's name */
export async function importModule({ module, from }: ModuleRef): Promise<{ default?: unknown }> {
  const path = find(module, from);
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw new Error(importProblem(error), { cause: error });
  }
}

function find(module: string, from: string): string {
  const found = isAbsolute(module) ? statSync(module, { throwIfNoEntry: false }) : undefined;
  if (isAbsolute(module) && found === undefined) throw new Error("there is no such file");
  // As it is: resolving would take `#` in it for something else.
  if (found?.isFile()) {
    if (module.includes("?"))
      throw new Error("no file with ? in its path can be imported; rename it");
    return module;
  }
  try {
    return Bun.resolveSync(module, from);
  } catch {
    const missing = isAbsolute(module) ? null : missingPackage(module, from);
    if (missing === null) throw new Error("it is no file and no folder with an index file");
    throw new Error(`${missing}; or write "./…" for a file`);
  }
}

/** What kept a module from being imported, with the place where one is known. */
export function importProblem(error: unknown): string {
  const { name, position, specifier, referrer } = Object(error);
  if (error instanceof AggregateError) {
    return [...new Set(error.errors.slice(0, MOST).map(importProblem))].join("; ");
  }
  if (name === "ResolveMessage" && typeof specifier === "string" && typeof referrer === "string") {
    const missing = missingPackage(specifier, dirname(referrer));
    if (missing !== null) return `${missing} (imported from ${referrer})`;
  }
  if (name === "BuildMessage" || name === "ResolveMessage") {
    return `${thrownText(Object(error).message)}${place(position)}`;
  }
  const missing = /^Export named '(.+)' not found in module 'tattle\/sink'/.exec(thrownText(error));
  if (missing !== null) {
    return `tattle/sink has no export ${missing[1]} in this Tattle: a newer one may be needed`;
  }
  return `it threw while it was imported: ${described(error)}`;
}

/** Kind, text and place of an error that foreign code threw. */
export function described(error: unknown): string {
  if (!(error instanceof Error)) return thrownText(error);
  const frame = /\(?((?:file:\/\/)?\/[^()\n]*:\d+:\d+)\)?/.exec(error.stack ?? "")?.[1];
  const where = frame === undefined || frame.includes("$bunfs") ? "" : ` (${frame})`;
  return `${error.name}: ${thrownText(error)}${where}`;
}

function place(position: unknown): string {
  const { file, line, column } = Object(position);
  return typeof file === "string" && typeof line === "number"
    ? ` (${file}:${line}:${typeof column === "number" ? column : 0})`
    : "";
}
