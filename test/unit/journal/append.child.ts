/**
 * Appends numbered texts until it is killed: `bun append.child.ts FOLDER`. Writes the number of
 * each one that was acknowledged to stdout, one a line, and keeps up to eight under way.
 */
import { writeSync } from "node:fs";
import { Journal } from "../../../src/journal/index.ts";
import { systemClock } from "../../../src/sink/context.ts";
import { entry } from "./support.ts";

const [, , dir = ""] = process.argv;
const journal = new Journal({ dir, durability: "os", clock: systemClock });
let next = 0;

async function appendForEver(): Promise<never> {
  for (;;) {
    const number = next++;
    await journal.append(entry(String(number)));
    // Synchronously: nothing that was acknowledged may be lost on the way to the test.
    writeSync(1, `${number}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, appendForEver));
