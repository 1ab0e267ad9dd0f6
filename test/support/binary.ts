import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { compile } from "./compile.ts";

const ROOT = resolve(import.meta.dir, "../..");

/** What a change of asks for another binary. */
const SOURCES = new Bun.Glob("{src,plugins}/**/*");
const OTHERS = ["package.json", "package-lock.json", "test/support/compile.ts"];

let path: string | null = null;

/**
 * The compiled binary: `dist/tattle`, made first where it is missing or older than the sources.
 * `TATTLE_BINARY` names another one to be tested, such as a released one.
 */
export function tattleBinary(): string {
  path ??= process.env.TATTLE_BINARY ?? freshBinary();
  return path;
}

function freshBinary(): string {
  const binary = join(ROOT, "dist/tattle");
  if (modified(binary) < newestSource()) compile(binary);
  return binary;
}

function newestSource(): number {
  const sources = [...SOURCES.scanSync({ cwd: ROOT }), ...OTHERS];
  const code = sources.filter((name) => !name.endsWith(".test.ts") && !name.endsWith(".md"));
  return Math.max(...code.map((name) => modified(join(ROOT, name))));
}

/** 0 for what is not there. */
function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
