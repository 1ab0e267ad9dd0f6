/**
 * `make release`: compiles the binary for every platform into `dist/release`, writes SHA256SUMS
 * beside them, runs those that this machine can run, and says of each whether it was run or only
 * built. Bun fetches the runtimes of other platforms from the npm registry, once.
 */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { compile } from "./compile.ts";

const ROOT = resolve(import.meta.dir, "../..");
const OUT = join(ROOT, "dist/release");

const TARGETS = [
  "linux-x64",
  "linux-x64-musl",
  "linux-arm64",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "windows-x64",
  "windows-arm64",
] as const;

/** What has to be handed on with the binary, since it contains their code. */
const NOTICES = [
  ["LICENSE", "LICENSE"],
  ["node_modules/swagger-ui-dist/LICENSE", "LICENSE-swagger-ui"],
  ["node_modules/swagger-ui-dist/NOTICE", "NOTICE-swagger-ui"],
] as const;

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const sums: string[] = [];
let failed = false;
for (const target of TARGETS) {
  const file = join(OUT, `tattle-${manifest.version}-${target}${suffix(target)}`);
  try {
    compile(file, `bun-${target}`);
  } catch (error) {
    failed = true;
    say(`${target.padEnd(18)} FAILED: ${error}`);
    continue;
  }
  const bytes = readFileSync(file);
  sums.push(`${createHash("sha256").update(bytes).digest("hex")}  ${basename(file)}`);
  say(`${target.padEnd(18)} ${(bytes.length / 2 ** 20).toFixed(0)} MiB, ${tryOut(file)}`);
}
for (const [from, to] of NOTICES) copyFileSync(join(ROOT, from), join(OUT, to));
writeFileSync(join(OUT, "SHA256SUMS"), `${sums.join("\n")}\n`);
say(`${sums.length} binaries and SHA256SUMS in dist/release`);
process.exitCode = failed ? 1 : 0;

/** Starts the program where the kernel lets it, which is the only way to know. */
function tryOut(file: string): string {
  try {
    const { exitCode, stdout } = Bun.spawnSync([file, "version"], { timeout: 30_000 });
    const text = stdout.toString();
    return exitCode === 0 && text.includes(manifest.version) ? "built and run" : "only built";
  } catch {
    return "only built";
  }
}

function suffix(target: string): string {
  return target.startsWith("windows") ? ".exe" : "";
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
