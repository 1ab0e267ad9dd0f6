import { threadMilliseconds } from "../process.ts";
import { type BenchServer, READ_TOKEN, startReading } from "../servers.ts";
import type { Example } from "./questions.ts";
import { END } from "./store.ts";

/** A server, and how long it takes to answer. */
export class Asked implements AsyncDisposable {
  readonly #server: BenchServer;

  private constructor(server: BenchServer) {
    this.#server = server;
  }

  /** The compiled binary with a database. */
  static async start(database: string): Promise<Asked> {
    return new Asked(await startReading(database));
  }

  get port(): number {
    return this.#server.port;
  }

  /**
   * Milliseconds until the whole answer is there, and what the server's threads ran meanwhile:
   * what it would take at least on a machine with nothing else to do. Throws for any that is not 200.
   */
  async time(path: string): Promise<{ wall: number; cpu: number }> {
    const ran = threadMilliseconds(this.#server.pid);
    const began = performance.now();
    await this.text(path);
    const wall = performance.now() - began;
    return { wall, cpu: threadMilliseconds(this.#server.pid) - ran };
  }

  async text(path: string): Promise<string> {
    const headers = { authorization: `Bearer ${READ_TOKEN}` };
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, { headers });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  }

  /** The issue of that rank, the largest first. */
  async issue(rank: number): Promise<Example> {
    const text = await this.text(
      `/api/v1/issues?limit=200&from=${END - 30 * 86_400_000}&to=${END}`,
    );
    const { items }: { items: Example[] } = JSON.parse(text);
    const found = items.at(rank);
    if (found === undefined) throw new Error("The database has too few issues.");
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }
}
