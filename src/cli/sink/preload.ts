/**
 * The file beside {@link PRELOAD} in which it says how far the tests are: a number that rises and
 * the last test that began, or that they are {@link OVER}.
 */
export const PROGRESS = "progress";

/** All of {@link PROGRESS} once every test has ended. A process that ends without it was ended. */
const OVER = "over";

/**
 * Runs in the tests' process before any of them is read, JavaScript. Makes Tattle's modules known,
 * whatever lies in the author's folder, and writes {@link PROGRESS}: as each test begins and ends,
 * and every now and then while one runs and the event loop turns. Outside of tests only their
 * beginning counts, so that a file that never finishes loading is noticed as well.
 */
export const PRELOAD = `import { afterAll, afterEach, beforeEach } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as sink from "./sink.js";

const offer = (name, exports) =>
  Bun.plugin({ name, setup: (build) => build.module(name, () => ({ exports, loader: "object" })) });

const progress = join(import.meta.dir, "${PROGRESS}");
let beat = 0;
let inTest = false;
let running = "";

function tell() {
  beat += 1;
  writeFileSync(progress, beat + " " + running);
}

function turn(within, name) {
  inTest = within;
  running = name;
  tell();
}

tell();
beforeEach(() => turn(true, "one of your own"));
afterEach(() => turn(false, running));
afterAll(() => writeFileSync(progress, "${OVER}"));
setInterval(() => inTest && tell(), 250).unref();

offer("tattle/sink", sink);
const kit = await import("./conformance.js");
offer("tattle/conformance", { ...kit, testSink: (options) => kit.testSink({ ...options, test: told(options.test) }) });

/** The same runner; each test says its name before it begins. */
function told(test) {
  const telling = (name, run, limit) => test(name, () => (turn(true, name), run()), limit);
  return typeof test.skip === "function" ? Object.assign(telling, { skip: test.skip }) : telling;
}
`;
