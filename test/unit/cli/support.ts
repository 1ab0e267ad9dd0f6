import { defineSink, t } from "tattle/sink";
import {
  type Deps,
  type Io,
  type Running,
  realDisk,
  runCli,
  type Signal,
} from "../../../src/cli/index.ts";
import { CodedError } from "../../../src/report/errors.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const nothing = defineSink({
  name: "sqlite",
  summary: "Keeps reports.",
  supports: { reader: true, idempotent: true },
  config: t.Object({}),
  create: () => ({ open: async () => {}, write: async () => ({}), close: async () => {} }),
});

/** A collector that does nothing but remember what was asked of it. */
export class FakeCollector implements Running {
  url = "http://127.0.0.1:8787";
  readonly adminUrl = "http://127.0.0.1:8787";
  stopped = 0;
  reloaded = 0;
  reloadFails = false;
  #finish: (() => void) | null = null;

  constructor(private readonly stopsAtOnce = true) {}

  loginUrl(): string {
    return `${this.adminUrl}/login?code=once`;
  }

  token: string | null = null;

  projectToken(): string | null {
    return this.token;
  }

  async stop(): Promise<void> {
    this.stopped += 1;
    if (!this.stopsAtOnce) await new Promise<void>((resolve) => (this.#finish = resolve));
  }

  finish(): void {
    this.#finish?.();
  }

  async reload(): Promise<void> {
    this.reloaded += 1;
    if (this.reloadFails) throw new CodedError("tls_unusable", "key and certificate differ");
  }
}

/** One run of the command line, with an outside of its own. */
export class Run {
  stdout = "";
  stderr = "";
  readonly exits: number[] = [];
  cwd = "/srv";
  stdin = "";
  /** What was asked of Bun's own command line, and how it ends. */
  readonly bunRuns: Array<{
    args: readonly string[];
    folder: string;
    env: Readonly<Record<string, string>>;
  }> = [];
  /** `null` for a run that only SIGKILL ends. */
  bunExit: number | null = 0;
  readonly bunKills: string[] = [];
  /** Ends such a run as if by itself. */
  endBun: (code: number) => void = () => {};
  readonly clock = new ManualClock();
  readonly files = new Map<string, string>();
  /** Files that are there for somebody else. */
  readonly forbidden = new Set<string>();
  readonly #listeners: Array<[Signal, () => void]> = [];

  constructor(
    readonly env: Record<string, string> = {},
    readonly collector = new FakeCollector(),
  ) {}

  /** Runs to its end and gives the exit code. */
  start(args: readonly string[], deps: Partial<Deps> = {}): Promise<number> {
    const all: Deps = {
      manifests: { sqlite: nothing },
      version: { tattle: "1.2.3", bun: "9.9.9", sqlite: "3.0.0", commit: "abcdef" },
      start: async () => this.collector,
      fill: async () => ({ answers: new Map() }),
      rehearse: async () => null,
      describe: async ({ module }) => ({ ok: false, problem: `${module}: it was not to be asked` }),
      backUp: async () => ({ bytes: 0, included: [], left: [] }),
      restore: async () => ({ createdAt: "", tattle: "", restored: [], left: [], aside: null }),
      openapi: async () => ({ openapi: "3.0.3" }),
      ...deps,
    };
    return runCli(args, this.#io(), all);
  }

  /** Sends a signal to whoever listens. */
  signal(name: Signal): void {
    for (const [signal, listener] of this.#listeners) if (signal === name) listener();
  }

  /** Resolves once stderr contains the text. */
  async untilStderr(text: string): Promise<void> {
    while (!this.stderr.includes(text)) await Bun.sleep(0);
  }

  #io(): Io {
    return {
      stdout: (text) => (this.stdout += text),
      stderr: (text) => (this.stderr += text),
      env: this.env,
      cwd: this.cwd,
      readFile: (path) => {
        if (this.forbidden.has(path)) throw Object.assign(new Error("no"), { code: "EACCES" });
        const text = this.files.get(path);
        if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
        return text;
      },
      input: (path) => {
        const text = path === null ? this.stdin : this.files.get(path);
        if (text === undefined) throw Object.assign(new Error("no file"), { code: "ENOENT" });
        return {
          chunks: new Blob([text]).stream(),
          modifiedAt: path === null ? null : this.clock.now(),
        };
      },
      fetch,
      disk: realDisk,
      clock: this.clock,
      bun: (args, folder, env) => {
        this.bunRuns.push({ args, folder, env });
        const { promise, resolve } = Promise.withResolvers<number>();
        if (this.bunExit !== null) resolve(this.bunExit);
        this.endBun = resolve;
        const kill = (signal: string) => {
          this.bunKills.push(signal);
          if (signal === "SIGKILL") resolve(137);
        };
        return { exited: promise, kill };
      },
      onSignal: (signal, listener) => this.#listeners.push([signal, listener]),
      exit: (code) => this.exits.push(code),
    };
  }
}
