/** A worker thread for tests: answers, fails and dies as it is told to. */
import { writeFileSync } from "node:fs";
import { CodedError } from "../../src/report/errors.ts";
import { serveRpc } from "../../src/threads/index.ts";

declare const self: Worker;

/** Argument of `start`. */
export interface TestSetup {
  /** What `start` does. */
  start: "work" | "throw" | "exit";
  /** A file that is written once the thread was asked to stop. */
  stopped?: string;
}

let setup: TestSetup = { start: "work" };

const methods = {
  start: (given: TestSetup) => {
    setup = given;
    if (setup.start === "throw") throw new CodedError("data_unusable", "no such disk");
    if (setup.start === "exit") process.exit(7);
    self.postMessage("started");
  },
  stop: () => {
    if (setup.stopped !== undefined) writeFileSync(setup.stopped, "");
  },
  echo: (value: unknown) => value,
  say: (text: string) => self.postMessage(text),
  coded: () => {
    throw new CodedError("report_not_found", "no such report");
  },
  range: () => {
    throw new RangeError("no such cursor");
  },
  plain: () => {
    throw new TypeError("of another kind");
  },
  text: () => Promise.reject("only a text"),
  unclonable: () => () => {},
  never: () => new Promise(() => {}),
  die: () => {
    setTimeout(() => {
      throw new Error("a bug");
    });
  },
  exit: () => process.exit(3),
  /** Starts a process that ends by itself in a minute, says so, and gives its id. */
  spawn: () => {
    const { pid, exited } = Bun.spawn(["sleep", "60"]);
    self.postMessage({ child: pid, alive: true });
    void exited.then(() => self.postMessage({ child: pid, alive: false }));
    return pid;
  },
};

export type TestMethods = typeof methods;

serveRpc(self, methods);
