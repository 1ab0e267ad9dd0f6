import type { Fetch } from "tattle/sink";

/** The service that the reference sink writes to: keeps each report once, by table and id. */
export class Service {
  readonly #tables = new Map<string, Map<string, string>>();
  /** Keeps every report as often as it comes. */
  readonly #log = new Map<string, string[]>();

  /** Ids as an idempotent destination holds them. */
  held(table: string): string[] {
    return [...(this.#tables.get(table)?.keys() ?? [])];
  }

  /** Ids in order of arrival, also those that came again. */
  came(table: string): string[] {
    return this.#log.get(table) ?? [];
  }

  /** Whether it can be reached, and takes what comes. */
  state: "well" | "away" | "refusing" = "well";

  /** Stands in for `fetch`. */
  readonly fetch: Fetch = async (input, init) => {
    const request =
      input instanceof Request ? new Request(input, init) : new Request(String(input), init);
    request.signal.throwIfAborted();
    if (this.state === "away")
      throw Object.assign(new Error("away"), { code: "ConnectionRefused" });
    if (this.state === "refusing" && request.method === "POST") {
      return new Response("no space left", { status: 507 });
    }
    const table = request.headers.get("table") ?? "";
    const rows = this.#tables.get(table) ?? new Map<string, string>();
    const log = this.#log.get(table) ?? [];
    this.#tables.set(table, rows);
    this.#log.set(table, log);
    const text = await request.text();
    request.signal.throwIfAborted();
    if (request.method === "DELETE") for (const kept of [rows, log]) empty(kept);
    for (const line of text.split("\n").filter((line) => line !== "")) {
      const { id } = JSON.parse(line);
      rows.set(id, line);
      log.push(id);
    }
    return new Response("{}");
  };
}

function empty(kept: Map<string, string> | string[]): void {
  if (Array.isArray(kept)) kept.length = 0;
  else kept.clear();
}
