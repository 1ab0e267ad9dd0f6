/**
 * How the binary is compiled: the one place for its flags. As a program:
 * `bun test/support/compile.ts OUTFILE [TARGET]`, which is what `make build` runs.
 */
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");

/** The program, then the roots of its threads. They lie in one folder, which the binary requires. */
const ENTRIES = [
  "src/main.ts",
  "src/program.ts",
  "src/delivery.entry.ts",
  "src/query.entry.ts",
  "src/sink-host.entry.ts",
];

const FLAGS = [
  "--compile",
  // No --minify: Elysia reads the source text of handlers.
  "--bytecode",
  "--format=esm",
  "--sourcemap",
  // Without these two the binary runs code of the folder that it is started in.
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
  // A sink of somebody's own finds the packages beside it.
  "--compile-autoload-package-json",
  `--define=process.env.NODE_ENV="production"`,
];

/**
 * Compiles the sources of this checkout. The file appears whole or not at all, so that several
 * may do this at once.
 *
 * @param target as `bun build --target` takes it, `bun-linux-arm64`; default: this machine
 * @throws Error with the compiler's output
 */
export function compile(outfile: string, target?: string): void {
  const path = resolve(outfile);
  mkdirSync(dirname(path), { recursive: true });
  // The binary remembers the name of the file it was compiled to, so only the folder differs.
  const folder = mkdtempSync(join(dirname(path), ".compile-"));
  try {
    const made = join(folder, basename(path));
    const commit = `--define=process.env.TATTLE_COMMIT=${JSON.stringify(currentCommit())}`;
    const options = [...FLAGS, commit, ...(target ? [`--target=${target}`] : [])];
    run([process.execPath, "build", ...options, ...ENTRIES, "--outfile", made]);
    renameSync(made, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Empty outside of a checkout. */
function currentCommit(): string {
  try {
    return run(["git", "rev-parse", "--short", "HEAD"]).trim();
  } catch {
    return "";
  }
}

function run(command: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, { cwd: ROOT });
  if (exitCode !== 0) throw new Error(`${command.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout.toString();
}

if (import.meta.main) {
  const [outfile = "dist/tattle", target] = Bun.argv.slice(2);
  compile(outfile, target);
}
