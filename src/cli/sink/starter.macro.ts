/** Read at build time, so that the binary needs no file. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

/** Texts by their path in the folder that they are written to. */
export type Files = Record<string, string>;

const ROOT = resolve(import.meta.dir, "../../..");
const TYPEBOX = join(ROOT, "node_modules/@sinclair/typebox/build/esm");

/** The types of Bun, with what they refer to: folders of packages, by where they go. */
const RUNTIME_TYPES = {
  "bun-types": join(ROOT, "node_modules/bun-types"),
  "@types/node": join(ROOT, "node_modules/@types/node"),
  "undici-types": undiciTypes(),
};

/** Which of a package's files a compiler or a lawyer reads. */
const OF_TYPES = /\.d\.[cm]?ts$|^package\.json$|^LICENSE/;

/** What an author's code imports, and where it is here. */
const MODULES = {
  sink: join(ROOT, "src/sink/index.ts"),
  conformance: join(ROOT, "test/conformance/index.ts"),
};

/** The files of the starter that the author is to change. */
export function readTemplate(): Files {
  const folder = join(import.meta.dir, "template");
  const entries = readdirSync(folder).map((name): [string, string] => [
    name.replace(".template.", "."),
    readFileSync(join(folder, name), "utf8"),
  ]);
  return Object.fromEntries(entries);
}

/** `sink.js` and `conformance.js`: what runs where `tattle/sink` and `tattle/conformance` are imported. */
export function bundleKit(): Files {
  const entries = Object.entries(MODULES).map(([name, path]): [string, string] => [
    `${name}.js`,
    bundle(path),
  ]);
  return Object.fromEntries(entries);
}

/** The declarations of the same modules and of all that they mention. */
export function readDeclarations(): Files {
  const folder = mkdtempSync(join(tmpdir(), "tattle-declarations-"));
  try {
    emitDeclarations(folder);
    const files: Files = {};
    for (const [name, path] of Object.entries(MODULES)) {
      const target = `types/${relative(ROOT, path).replace(/\.ts$/, ".js")}`;
      files[`${name}.d.ts`] = `export * from "./${target}";\n`;
      collect(files, folder, relative(ROOT, path).replace(/\.ts$/, ".d.ts"));
    }
    collectTypeBox(files);
    return files;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The types of Bun and Node, by their path below `node_modules`: JSON, by zstd, as base64, since
 * four megabytes of text would be a burden on every start.
 */
export function packRuntimeTypes(): string {
  const files: Files = {};
  for (const [name, folder] of Object.entries(RUNTIME_TYPES)) {
    const paths = [...new Bun.Glob("**/*").scanSync(folder)].filter(
      (path) => OF_TYPES.test(path) && !path.includes("node_modules/"),
    );
    for (const path of paths.sort()) {
      files[`${name}/${path}`] = readFileSync(join(folder, path), "utf8");
    }
  }
  return Bun.zstdCompressSync(JSON.stringify(files), { level: 9 }).toString("base64");
}

/** Beside `@types/node` where the versions differ, else above it. */
function undiciTypes(): string {
  const own = join(ROOT, "node_modules/@types/node/node_modules/undici-types");
  return existsSync(own) ? own : join(ROOT, "node_modules/undici-types");
}

function bundle(path: string): string {
  return run([process.execPath, "build", path, "--target=bun", "--external=tattle/sink"]);
}

function emitDeclarations(folder: string): void {
  const config = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      noCheck: true,
      rewriteRelativeImportExtensions: true,
      rootDir: ROOT,
      outDir: folder,
      typeRoots: [join(ROOT, "node_modules")],
    },
    files: Object.values(MODULES),
    include: [],
  };
  const project = join(folder, "tsconfig.json");
  writeFileSync(project, JSON.stringify(config));
  run([join(ROOT, "node_modules/.bin/tsc"), "-p", project]);
}

/** A declaration and, in their places, all of ours that it imports. */
function collect(files: Files, folder: string, path: string): void {
  const name = `types/${path}`;
  if (name in files) return;
  const text = readFileSync(join(folder, path), "utf8");
  const typebox = relative(dirname(name), "typebox/index.mjs");
  files[name] = text
    .replaceAll(/(["'])(\.[^"']*)\.ts\1/g, "$1$2.js$1")
    .replaceAll('"@sinclair/typebox"', `"${typebox}"`)
    .replaceAll('"tattle/sink"', `"${relative(dirname(name), "sink.js")}"`);
  for (const [, imported = ""] of text.matchAll(/["'](\.[^"']*)\.ts["']/g)) {
    collect(files, folder, join(dirname(path), `${imported}.d.ts`));
  }
}

function collectTypeBox(files: Files): void {
  const paths = ["index.d.mts", ...new Bun.Glob("type/**/*.d.mts").scanSync(TYPEBOX)];
  for (const path of paths.sort()) {
    files[`typebox/${path}`] = readFileSync(join(TYPEBOX, path), "utf8");
  }
  files["typebox/LICENSE"] = readFileSync(join(TYPEBOX, "../../license"), "utf8");
}

function run(command: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, { cwd: ROOT });
  if (exitCode !== 0) throw new Error(`${command.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout.toString();
}
