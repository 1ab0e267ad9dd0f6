import type { PageFiles } from "../../src/http/pages/files.ts";

const text = new TextDecoder();

/** These files of the dashboard and all that they cannot do without; not what is loaded later. */
export function filesBehind({ files }: PageFiles, names: readonly string[]): Set<string> {
  const seen = new Set(names);
  for (const name of seen) {
    const file = files.get(name);
    if (file === undefined) throw new Error(`the dashboard has no file ${name}`);
    if (!name.endsWith(".js")) continue;
    // Examples of code that pages show import files, too.
    const imported = importsOf(text.decode(file.plain)).filter((next) => files.has(next));
    for (const next of imported) seen.add(next);
  }
  return seen;
}

/** Names in `import … from "./x.js"`; `import("./x.js")` comes later and is not one of them. */
function importsOf(code: string): string[] {
  return [...code.matchAll(/(?:from|import)\s*"\.\/([\w.-]+)"/g)].map(([, name = ""]) => name);
}
