import { brotliCompressSync } from "node:zlib";
import type { PageFiles } from "../../../../src/http/pages/files.ts";

/** A dashboard of one module and one style sheet. */
export function fakeDashboard(): PageFiles {
  const text = new TextEncoder().encode("export {};");
  const gzip = Bun.gzipSync(text);
  const br = new Uint8Array(brotliCompressSync(text));
  const script = { type: "text/javascript; charset=utf-8", plain: text, gzip, br };
  const style = { ...script, type: "text/css; charset=utf-8" };
  return {
    early: [],
    modules: ["main-1.js"],
    styles: ["main-1.css"],
    files: new Map([
      ["main-1.js", script],
      ["main-1.css", style],
    ]),
  };
}
