import { existsSync } from "node:fs";
import { join } from "node:path";

/** The package of Debian that has the server, and the interpreter that it is for. */
const PACKAGE = "python3-aiosmtpd";
const PYTHON = "/usr/bin/python3";
const MODULE = "/usr/lib/python3/dist-packages/aiosmtpd";

/** A mail as the server took it. */
export interface Mail {
  from: string;
  to: string[];
  /** Header and body as they came. */
  data: string;
  encrypted: boolean;
  /** Who had logged in. */
  user: string | null;
}

/** What the server offers. */
export interface SmtpOptions {
  /** Files of a certificate and its key: it offers STARTTLS, and logs in over nothing else. */
  tls?: { cert: string; key: string };
  /** It takes nothing from others. */
  login?: { user: string; password: string };
}

/**
 * Whether tests that need a mail server run here. Where it is missing they are skipped and the
 * reason is printed; in CI they run all the same, and fail by {@link SmtpServer.start}.
 */
export function hasSmtpServer(): boolean {
  if (existsSync(MODULE) || process.env.CI) return true;
  process.stderr.write(`Skipped: no mail server found (apt-get install ${PACKAGE})\n`);
  return false;
}

/** A real mail server on loopback: aiosmtpd. */
export class SmtpServer implements AsyncDisposable {
  readonly mails: Mail[] = [];

  private constructor(
    readonly port: number,
    readonly child: Bun.Subprocess,
  ) {}

  static async start({ tls, login }: SmtpOptions = {}): Promise<SmtpServer> {
    if (!existsSync(MODULE)) throw new Error(`No mail server: install ${PACKAGE}`);
    const script = join(import.meta.dir, "smtp-server.py");
    const options = [tls?.cert, tls?.key, login?.user, login?.password].map((text) => text ?? "");
    const child = Bun.spawn([PYTHON, script, ...options], { stdout: "pipe", stderr: "ignore" });
    const lines = linesOf(child.stdout);
    const first = await lines.next();
    if (first.done) throw new Error("The mail server did not start.");
    const server = new SmtpServer(JSON.parse(first.value).port, child);
    void server.#collect(lines);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill();
    await this.child.exited;
  }

  async #collect(lines: AsyncGenerator<string>): Promise<void> {
    for await (const line of lines) this.mails.push(JSON.parse(line));
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    const lines = (text + decoder.decode(chunk, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}
