import { Database } from "bun:sqlite";
import { join } from "node:path";
import { type Config, loadConfig } from "../../../src/config/index.ts";
import { configText, fill, type PlanOptions, planOf } from "../../../src/demo/index.ts";
import { unpackPayload } from "../../../src/journal/payload.ts";
import { PLUGINS } from "../../../src/registry.ts";
import { MemoryLog } from "../../support/memory-log.ts";

export const NOW = Date.UTC(2026, 4, 14, 15, 30);

export const OPTIONS: PlanOptions = { seed: 1, now: NOW, days: 14, reports: 3_000 };

/** The demo's own configuration, on a free port. */
export function demoConfig(data: string, receiver = "http://127.0.0.1:9/"): Config {
  const text = `listen = "127.0.0.1:0"\ndata = ${JSON.stringify(data)}\n${configText(receiver)}`;
  const sources = { file: { path: "demo.toml", text }, env: {}, flags: [], cwd: data };
  return loadConfig(sources, PLUGINS, () => "").config;
}

/** Fills a folder. */
export function fillIn(data: string, options: Partial<PlanOptions> = {}) {
  return fill(demoConfig(data), planOf({ ...OPTIONS, ...options }), new MemoryLog());
}

/** Everything that a filled folder keeps: what is in the journal, its counts, and the marks. */
export function keptIn(data: string): { journal: string[]; counts: unknown[]; marks: unknown[] } {
  const read = <T>(file: string, sql: string): T[] => {
    const db = new Database(join(data, file), { readonly: true });
    try {
      return db.query<T, []>(sql).all();
    } finally {
      db.close(false);
    }
  };
  return {
    journal: read<{ payload: string | Uint8Array }>(
      "journal.db",
      "SELECT payload FROM entry ORDER BY seq",
    ).map(({ payload }) => unpackPayload(payload)),
    counts: read("journal.db", "SELECT * FROM counter ORDER BY hour, project, outcome"),
    marks: read("control.db", "SELECT * FROM issue_change ORDER BY issue, seq"),
  };
}
