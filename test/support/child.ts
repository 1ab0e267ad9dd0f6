/** A program that a test runs in a process of its own. `using` kills it. */
export interface Child extends Disposable {
  readonly pid: number;
  /** Waits until it has printed that many lines, and gives all that it has printed so far. Throws when it ends before. */
  lines(count: number): Promise<string[]>;
  /** Kills it as `kill -9` does, and gives every whole line that it ever printed. */
  kill(): Promise<string[]>;
}

/** Runs a TypeScript file under the Bun that runs the tests. */
export function startChild(file: string, ...args: string[]): Child {
  const process = Bun.spawn([globalThis.process.execPath, file, ...args], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const whole = () => text.split("\n").slice(0, -1);
  const read = async (): Promise<boolean> => {
    const { value, done } = await reader.read();
    text += value ?? "";
    return !done;
  };
  return {
    pid: process.pid,
    lines: async (count) => {
      while (whole().length < count) {
        if (!(await read())) throw new Error(`${file} ended early: ${text}`);
      }
      return whole();
    },
    kill: async () => {
      process.kill("SIGKILL");
      await process.exited;
      while (await read());
      return whole();
    },
    [Symbol.dispose]: () => process.kill("SIGKILL"),
  };
}
