import { tattleBinary } from "./binary.ts";
import { eventually } from "./eventually.ts";

/** How long it may take until its reports are stored, in milliseconds; 2,000 need about two seconds. */
const PATIENCE = 60_000;

/** Asks the API for JSON. */
export type Ask = <T>(path: string) => Promise<T>;

/** `tattle demo` of the compiled binary as a child process. */
export class Demo implements AsyncDisposable {
  readonly #child: Bun.Subprocess<"ignore", "ignore", "pipe">;
  stderr = "";

  /** @param folder where its temporary folders go */
  constructor(folder: string, args: readonly string[]) {
    this.#child = Bun.spawn([tattleBinary(), "demo", "--port", "0", ...args], {
      cwd: folder,
      // A real Tattle's settings, of which the demo is to know nothing.
      env: { PATH: process.env.PATH, TMPDIR: folder, TATTLE_ADMIN_LISTEN: "nonsense" },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
    });
    void this.#collect();
  }

  async #collect(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stderr) this.stderr += decoder.decode(chunk);
  }

  /** What the banner says after that word. */
  told(name: string): Promise<string> {
    const pattern = new RegExp(`^  ${name} +(\\S+)`, "m");
    return eventually(() => {
      const [, said] = pattern.exec(this.stderr) ?? [];
      if (said === undefined) throw new Error(`no ${name} in ${this.stderr}`);
      return said;
    }, PATIENCE);
  }

  async stop(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    await this.#child.exited;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) await this.stop("SIGKILL");
  }
}

/** Follows the banner's link, which works once: whoever comes by it may ask the API, or be a browser. */
export async function followLink(link: string): Promise<{
  ask: Ask;
  /** The body of an answer. */
  text: (path: string) => Promise<string>;
  cookie: string;
}> {
  const answer = await fetch(link, { redirect: "manual" });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  if (cookie === "") throw new Error(`the link was answered ${answer.status}`);
  const text = async (path: string) => {
    const response = await fetch(new URL(path, link), { headers: { cookie } });
    if (response.status !== 200) throw new Error(`${path} was answered ${response.status}`);
    return await response.text();
  };
  const ask: Ask = async (path) => JSON.parse(await text(path));
  return { ask, text, cookie };
}
