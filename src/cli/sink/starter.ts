import {
  bundleKit,
  packRuntimeTypes,
  readDeclarations,
  readTemplate,
} from "./starter.macro.ts" with { type: "macro" };
import type { Files } from "./starter.macro.ts";

/** The folder of an author's sink that holds what Tattle brings: types and the test kit. */
export const KIT_FOLDER = ".tattle";

/** How the template calls itself. */
const PLACEHOLDER = "my-sink";

const TEMPLATE: Files = readTemplate();
const KIT: Files = bundleKit();
const DECLARATIONS: Files = readDeclarations();
const RUNTIME_TYPES: string = packRuntimeTypes();

/** What the tests run: `sink.js` and `conformance.js`. */
export function kitFiles(): Files {
  return KIT;
}

/** What an editor reads and `bun test` runs without this program: the contents of {@link KIT_FOLDER}. */
export function supportFiles(): Files {
  return { ...KIT, ...DECLARATIONS, ...runtimeTypes() };
}

/** The types of Bun and Node, where a compiler looks for packages. */
function runtimeTypes(): Files {
  const packed = Bun.zstdDecompressSync(Buffer.from(RUNTIME_TYPES, "base64"));
  const files: Files = JSON.parse(packed.toString());
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`node_modules/${path}`, text]),
  );
}

/** The author's own files, for a sink of that name. */
export function templateFiles(name: string): Files {
  const entries = Object.entries(TEMPLATE).map(([path, text]): [string, string] => [
    path,
    text.replaceAll(PLACEHOLDER, name),
  ]);
  return Object.fromEntries(entries);
}
