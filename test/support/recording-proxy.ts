import { readFileSync } from "node:fs";
import type { Certificates } from "./certificates.ts";

/** One request that a browser sent, and what became of it. */
export interface Exchange {
  readonly method: string;
  /** The `Origin` header. */
  readonly origin: string | null;
  readonly body: string;
  readonly status: number;
}

/** Stands between a browser and a Tattle, hands everything on and remembers it. */
export class RecordingProxy implements AsyncDisposable {
  readonly exchanges: Exchange[] = [];
  /** May alter the answers to POST; that is what a test does to see what a browser makes of it. */
  alter: (answer: Response) => Response = (answer) => answer;
  readonly #server: Bun.Server<undefined>;

  /** @param target base URL of a Tattle that has the same certificates */
  constructor(target: string, { cert, key, authorityPem }: Certificates) {
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      tls: { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") },
      fetch: async (request) => {
        const { pathname, search } = new URL(request.url);
        const { method, headers } = request;
        const body = await request.text();
        const answer = await fetch(target + pathname + search, {
          method,
          headers,
          tls: { ca: authorityPem },
          ...(method === "POST" ? { body } : {}),
        });
        const { status } = answer;
        this.exchanges.push({ method, origin: headers.get("origin"), body, status });
        return method === "POST" ? this.alter(answer) : answer;
      },
    });
  }

  /** `https://127.0.0.1:12345` */
  get url(): string {
    return `https://127.0.0.1:${this.#server.port}`;
  }

  /** Ends it and forgets what came. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}
