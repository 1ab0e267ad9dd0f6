/**
 * Bundles the browser's part of the dashboard. As a program it prints the files as JSON, which
 * `pack.macro.ts` puts into the binary.
 */
import { resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { PackedFile } from "./packed.ts";

const APP = resolve(import.meta.dir, "app");

/**
 * Everything that a browser loads, each file under a name with its hash.
 *
 * @throws AggregateError with what the bundler says
 */
export async function bundleDashboard(): Promise<PackedFile[]> {
  const { outputs } = await Bun.build({
    entrypoints: [resolve(APP, "main.tsx"), resolve(APP, "theme.ts")],
    target: "browser",
    format: "esm",
    minify: true,
    splitting: true,
    naming: {
      entry: "[name]-[hash].[ext]",
      chunk: "[name]-[hash].[ext]",
      asset: "[name]-[hash].[ext]",
    },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return await Promise.all(outputs.map(pack));
}

async function pack(output: Bun.BuildArtifact): Promise<PackedFile> {
  const bytes = new Uint8Array(await output.arrayBuffer());
  return {
    name: output.path.replace(/^.*\//, ""),
    type: output.type.replace(/;charset/, "; charset"),
    role: roleOf(output),
    br: brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
    }).toString("base64"),
    gzip: gzipSync(bytes, { level: 9 }).toString("base64"),
  };
}

function roleOf({ kind, path }: Bun.BuildArtifact): PackedFile["role"] {
  if (path.endsWith(".css")) return "style";
  if (kind !== "entry-point") return "chunk";
  return path.includes("theme-") ? "early" : "module";
}

if (import.meta.main) {
  await Bun.write(Bun.stdout, JSON.stringify(await bundleDashboard()));
}
