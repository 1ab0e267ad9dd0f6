import { readFileSync } from "node:fs";
import type { Certificates } from "./certificates.ts";

/** What is served under one path. */
export interface Page {
  /** Default: `text/html`. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A site whose reports are sent to Tattle, on an origin of its own. */
export class Site implements AsyncDisposable {
  readonly #pages = new Map<string, Page>();
  readonly #server: Bun.Server<undefined>;

  constructor({ cert, key }: Certificates) {
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      tls: { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") },
      fetch: (request) => this.#answer(new URL(request.url).pathname),
    });
  }

  /** `https://shop.test:12345`, a name that only the tests' browsers know. */
  get origin(): string {
    return `https://shop.test:${this.#server.port}`;
  }

  /** Serves a page from now on. Returns its URL. */
  put(path: string, page: Page): string {
    this.#pages.set(path, page);
    return this.origin + path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  #answer(path: string): Response {
    const page = this.#pages.get(path);
    if (page === undefined) return new Response(null, { status: 404 });
    const { type = "text/html; charset=utf-8", headers, body } = page;
    return new Response(body, { headers: { "content-type": type, ...headers } });
  }
}
