import { Database } from "bun:sqlite";
import { dirname, join } from "node:path";
import { tattleBinary } from "./binary.ts";

/** The admin token of every Tattle that tests start. */
export const ADMIN_TOKEN = "an-admin-token-for-tests-only-0123456789";

export interface TattleOptions {
  /** The data folder. */
  data: string;
  /** Text of the config file, without `listen` and `data`. */
  toml?: string;
  /** Default: a free port of 127.0.0.1. */
  listen?: string;
  env?: Record<string, string>;
  /** Certificate of the authority to trust, PEM, where the config has `[tls]`. */
  authority?: string;
  /** Where the standard output goes: a descriptor, or collected. */
  stdout?: number | "collect";
  /** How many files it may have open. Default: as many as the tests may. */
  maxFiles?: number;
}

/** How a process ended. */
export interface Ending {
  exitCode: number | null;
  signal: NodeJS.Signals | number | null;
}

/** A compiled Tattle as a child process. Killed, by its own pid, when the test is done with it. */
export class TattleProcess implements AsyncDisposable {
  readonly #child: Bun.Subprocess;
  readonly data: string;
  readonly #tls: { ca?: string };
  #stderr = "";
  #stdout = "";

  private constructor(child: Bun.Subprocess, { data, authority }: TattleOptions) {
    this.#child = child;
    this.data = data;
    this.#tls = authority === undefined ? {} : { ca: authority };
  }

  /** Starts one and waits until it listens. Rejects with its stderr when it ends instead. */
  static async start(options: TattleOptions): Promise<TattleProcess> {
    const tattle = await TattleProcess.spawn(options);
    await Promise.race([tattle.#banner(), tattle.ended()]);
    if (tattle.running && tattle.#address("reports") !== null) return tattle;
    throw new Error(`Tattle did not start:\n${tattle.stderr}`);
  }

  /** Starts one that may well end at once. */
  static async spawn(options: TattleOptions): Promise<TattleProcess> {
    const { data, toml, listen = "127.0.0.1:0", env = {}, stdout = "collect" } = options;
    const file = `${data}.toml`;
    await Bun.write(file, toml ?? "");
    const flags = ["--config", file, "--data", data, "--listen", listen];
    const child = Bun.spawn([...limited(options.maxFiles), tattleBinary(), "serve", ...flags], {
      cwd: dirname(data),
      env: { PATH: process.env.PATH, TATTLE_ADMIN_TOKEN: ADMIN_TOKEN, ...env },
      stdin: "ignore",
      stdout: stdout === "collect" ? "pipe" : stdout,
      stderr: "pipe",
    });
    const tattle = new TattleProcess(child, options);
    void collect(child.stderr, (text) => {
      tattle.#stderr += text;
    });
    void collect(child.stdout, (text) => {
      tattle.#stdout += text;
    });
    return tattle;
  }

  get pid(): number {
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Banner and log so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Whole lines of the standard output so far. */
  get lines(): string[] {
    return this.#stdout.split("\n").slice(0, -1);
  }

  /** Where reports go, without a slash at the end. */
  get url(): string {
    return (this.#address("reports") ?? "").replace(/\/report\/.*$/, "");
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The URL of the banner that logs in once. */
  get loginUrl(): string {
    return this.#address("dashboard") ?? "";
  }

  get adminUrl(): string {
    return new URL(this.loginUrl).origin;
  }

  /** Bytes that it holds in memory. */
  async rss(): Promise<number> {
    const status = await Bun.file(`/proc/${this.pid}/status`).text();
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  }

  /** A request to `/report/`. */
  report(
    body: string | Uint8Array<ArrayBuffer>,
    query = "",
    init: RequestInit = {},
  ): Promise<Response> {
    const headers = { "content-type": "application/csp-report" };
    const tls = this.#tls;
    return fetch(`${this.url}/report/${query}`, { method: "POST", body, headers, tls, ...init });
  }

  /** What a path of the admin side answers with the admin token, as JSON; throws for errors. */
  async api<T>(path: string, method: "GET" | "POST" = "GET"): Promise<T> {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const answer = await fetch(this.adminUrl + path, { method, headers, tls: this.#tls });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return JSON.parse(await answer.text());
  }

  /** Value of a metric with exactly these labels, written as in the exposition: `{project="shop"}`. */
  async metric(name: string, labels = ""): Promise<number | null> {
    const text = await (await fetch(`${this.adminUrl}/metrics`, { tls: this.#tls })).text();
    const line = text.split("\n").find((each) => each.startsWith(`${name}${labels} `));
    return line === undefined ? null : Number(line.slice(line.lastIndexOf(" ")));
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Resolves when it has ended, however that came. */
  async ended(): Promise<Ending> {
    await this.#child.exited;
    return { exitCode: this.#child.exitCode, signal: this.#child.signalCode };
  }

  /** Ends it as a service manager does. */
  stop(): Promise<Ending> {
    this.signal("SIGTERM");
    return this.ended();
  }

  /** Ends it as a loss of power does, but for the disk's cache. */
  kill(): Promise<Ending> {
    this.signal("SIGKILL");
    return this.ended();
  }

  /** Runs a query on the SQLite sink's own file. Only for a process that has ended or is idle. */
  query<T>(sql: string): T[] {
    const db = new Database(join(this.data, "sqlite/reports.db"), { readonly: true });
    try {
      return db.query<T, []>(sql).all();
    } finally {
      db.close(false);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.running) await this.kill();
  }

  #address(name: string): string | null {
    return new RegExp(`^  ${name} +(\\S+)$`, "m").exec(this.#stderr)?.[1] ?? null;
  }

  async #banner(): Promise<void> {
    while (!this.#stderr.includes("Reporting-Endpoints:") && this.running) await Bun.sleep(2);
  }
}

/** A command that runs its arguments under the limit, as the same process. */
function limited(maxFiles: number | undefined): string[] {
  return maxFiles === undefined ? [] : ["sh", "-c", `ulimit -n ${maxFiles}; exec "$@"`, "sh"];
}

async function collect(
  stream: ReadableStream<Uint8Array> | number | undefined,
  take: (text: string) => void,
): Promise<void> {
  if (!(stream instanceof ReadableStream)) return;
  const decoder = new TextDecoder();
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
}
