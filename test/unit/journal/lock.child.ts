/** Takes a data folder and holds it until it is killed: `bun lock.child.ts FOLDER`. Says `held` once it has it. */
import { writeSync } from "node:fs";
import { lockDataFolder } from "../../../src/journal/index.ts";

const [, , dir = ""] = process.argv;
lockDataFolder(dir);
writeSync(1, "held\n");
await new Promise((resolve) => setTimeout(resolve, 60_000));
