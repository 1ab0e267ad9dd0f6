/** Writes the generated files of this folder. Run by `make docs`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { references } from "../src/cli/reference.ts";
import { PLUGINS } from "../src/registry.ts";

for (const [name, text] of Object.entries(references(PLUGINS))) {
  writeFileSync(join(import.meta.dir, name), text);
}
