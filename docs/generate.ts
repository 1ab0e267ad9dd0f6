/** Writes the generated files of this folder, and the tables of settings in the READMEs of the sinks. Run by `make docs`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { references } from "../src/cli/reference.ts";
import { fillSettings } from "../src/config/index.ts";
import { openApiDocument } from "../src/http/docs/document.ts";
import { PLUGINS } from "../src/registry.ts";
import { explanationsReference } from "./explanations.ts";
import { setupGuide } from "./setup.ts";

const files = {
  ...references(PLUGINS),
  "explanations.md": explanationsReference(),
  "setup.md": setupGuide(),
  "openapi.json": `${JSON.stringify(await openApiDocument(manifest.version), null, 2)}\n`,
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(import.meta.dir, name), text);

for (const plugin of Object.values(PLUGINS)) {
  const path = join(import.meta.dir, "../plugins", plugin.name, "README.md");
  writeFileSync(path, fillSettings(readFileSync(path, "utf8"), plugin));
}
