/** Writes the generated files of this folder. Run by `make docs`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { references } from "../src/cli/reference.ts";
import { openApiDocument } from "../src/http/docs/document.ts";
import { PLUGINS } from "../src/registry.ts";

const files = {
  ...references(PLUGINS),
  "openapi.json": `${JSON.stringify(await openApiDocument(manifest.version), null, 2)}\n`,
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(import.meta.dir, name), text);
