import { MUTANTS } from "./mutants/index.ts";
import { recordSpecimen } from "./record.ts";

/**
 * A program for the test of the kit: runs every n-th mutant from the m-th on (arguments: m, n)
 * and writes what the kit found into a file (third argument), as a list of [index, failures].
 * Apart from a test runner, since mutants end processes and leave errors to nobody.
 */
const [first = 0, step = 1] = Bun.argv.slice(2, 4).map(Number);
const end = process.exit;
Reflect.set(process, "exit", () => {
  throw new Error("A mutant wants to end the process.");
});
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

const results: Array<[index: number, failures: Array<[clause: string, message: string]>]> = [];
for (let index = first; index < MUTANTS.length; index += step) {
  const mutant = MUTANTS[index];
  if (!mutant) break;
  const { failed } = await recordSpecimen(mutant);
  results.push([index, [...failed]]);
}
await Bun.write(Bun.argv[4] ?? "", JSON.stringify(results));
end(0);
