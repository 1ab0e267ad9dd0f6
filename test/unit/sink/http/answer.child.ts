import { fetchAnswer } from "../../../../src/sink/http/answer.ts";

/**
 * A program for the tests of `fetchAnswer`: asks the address of its argument and prints how that
 * went, `grown` being by how many MiB the memory of the process grew at most.
 */
await Bun.sleep(1);
const before = process.resourceUsage().maxRSS;
const { status, end, bytes } = await fetchAnswer({ fetch }, Bun.argv[2] ?? "", {});
// What still comes would be unpacked behind the answer's back.
await Bun.sleep(100);
const grown = (process.resourceUsage().maxRSS - before) / 1024;
process.stdout.write(JSON.stringify({ status, end, bytes: bytes.length, grown }));
