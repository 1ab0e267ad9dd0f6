import { gunzipSync } from "node:zlib";
import type { PageFile, PageFiles } from "../http/pages/files.ts";
import type { PackedFile } from "./packed.ts";

/**
 * The dashboard's files, unpacked when the first page is asked for. From the sources this bundles
 * them, which takes a second; the binary has them ready.
 */
export async function dashboardFiles(): Promise<PageFiles> {
  const { PACKED } = await import("./embedded.ts");
  const packed: PackedFile[] = JSON.parse(PACKED);
  const named = (role: PackedFile["role"]) =>
    packed.filter((file) => file.role === role).map(({ name }) => name);
  return {
    early: named("early"),
    modules: named("module"),
    styles: named("style"),
    files: new Map(packed.map((file) => [file.name, unpack(file)])),
  };
}

function unpack({ type, br, gzip }: PackedFile): PageFile {
  const zipped = Uint8Array.fromBase64(gzip);
  return {
    type,
    br: Uint8Array.fromBase64(br),
    gzip: zipped,
    plain: new Uint8Array(gunzipSync(zipped)),
  };
}
