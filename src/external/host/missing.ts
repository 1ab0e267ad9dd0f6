import { statSync } from "node:fs";
import { dirname, join } from "node:path";

const PACKAGE = /^(?:@[^/]+\/)?[^@./:][^/:]*(?=\/|$)/;

/**
 * What is to be done about an import that leads nowhere.
 *
 * @param specifier as the import names it
 * @param folder absolute, where packages are looked up from
 * @returns `null` for what is no package
 */
export function missingPackage(specifier: string, folder: string): string | null {
  const name = PACKAGE.exec(specifier)?.[0];
  if (name === undefined) return null;
  if (name === "tattle") {
    return specifier === "tattle/conformance"
      ? "tattle/conformance is for tests, and only there while they run: a sink imports tattle/sink alone"
      : `there is no ${specifier}: of Tattle, a sink imports tattle/sink alone`;
  }
  const installed = installedAt(name, folder);
  return installed === null
    ? `there is no package ${name} in ${folder} or above; install it there, as with \`npm install ${name}\``
    : `${installed} has nothing to import as ${specifier}: look at main and exports in its package.json, or install it again`;
}

/** The folder of a package, wherever it is looked up; `null` where it is not installed. */
function installedAt(name: string, folder: string): string | null {
  const found = join(folder, "node_modules", name);
  if (statSync(found, { throwIfNoEntry: false }) !== undefined) return found;
  const above = dirname(folder);
  return above === folder ? null : installedAt(name, above);
}
