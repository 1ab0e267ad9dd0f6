import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered, tallyOf } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { startFakePostHog } from "../support/fake-posthog.ts";
import { numberedList, numberedReport, numberOf } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LIVES = 5;
const CONNECTIONS = 8;
/** Bound on the reports of one life. */
const REPORTS_A_LIFE = 4_000;
const LIST = 5;

function settings(durability: string, posthog: string): string {
  return `
    durability = "${durability}"
    [[sinks]]
    type = "sqlite"
    [[sinks]]
    type = "posthog"
    host = "${posthog}"
    api_key = "phc_kill"
    batch = { max_age = "50ms" }
  `;
}

/** What has been sent, and what of it was acknowledged. */
class Traffic {
  readonly acknowledged = new Set<number>();
  sampledOut = 0;
  sent = 0;

  /** Sends until the process is gone or the bound of this life is reached. */
  async send(tattle: TattleProcess): Promise<void> {
    const end = this.sent + REPORTS_A_LIFE;
    const connection = async () => {
      while (this.sent < end) {
        try {
          await this.#one(tattle);
        } catch {
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  }

  async #one(tattle: TattleProcess): Promise<void> {
    const kind = this.sent % 4;
    const count = kind === 0 ? LIST : 1;
    const first = this.sent;
    this.sent += count;
    const list = kind === 0;
    const body = list ? numberedList(first, count) : numberedReport(first);
    const type = list ? "application/reports+json" : "application/csp-report";
    const drop = kind === 3;
    const answer = await tattle.report(body, drop ? "?sample_rate=0" : "?v=1", {
      headers: { "content-type": type },
    });
    if (answer.status !== 204) throw new Error(`answered ${answer.status}`);
    if (drop) this.sampledOut += 1;
    else for (let at = 0; at < count; at += 1) this.acknowledged.add(first + at);
  }
}

describe("killed at random moments under load", () => {
  test.each(["fsync", "os"])(
    "keeps every acknowledged report once in SQLite and at PostHog, and its counters true (%s)",
    async (durability) => {
      using folder = temporaryFolder();
      const data = join(folder.path, "data");
      const posthog = await startFakePostHog();
      const toml = settings(durability, posthog.url);
      const traffic = new Traffic();
      for (let life = 0; life < LIVES; life += 1) {
        await using tattle = await TattleProcess.start({ data, toml });
        const sending = traffic.send(tattle);
        await Bun.sleep(50 + Math.random() * 400);
        expect(await tattle.kill()).toMatchObject({ signal: "SIGKILL" });
        await sending;
      }
      expect(traffic.acknowledged.size).toBeGreaterThan(500);

      await using tattle = await TattleProcess.start({ data, toml });
      await eventually(() => assertDelivered(tattle));
      const numbers = (await allReports(tattle)).map(numberOf);
      const stored = new Set(numbers);
      expect(numbers.length).toBe(stored.size);
      expect([...traffic.acknowledged].filter((number) => !stored.has(number))).toEqual([]);

      const forwarded = posthog.events().map(({ properties }) => String(properties.$current_url));
      expect(new Set(forwarded.map((url) => numberOf({ url })))).toEqual(stored);
      expect(forwarded.length).toBe(stored.size);
      expect(
        posthog.violations().filter((each) => !each.startsWith("the connection broke")),
      ).toEqual([]);

      const tally = await tallyOf(tattle, "default");
      expect(tally.kept).toBe(stored.size);
      expect(tally.byReason.sampled_out).toBeGreaterThanOrEqual(traffic.sampledOut);
      expect(tally.received).toBe(tally.kept + tally.dropped);
      expect(tally.received).toBeLessThanOrEqual(traffic.sent);
      for (const table of ["issues", "hours", "days", "facet_days", "document_days"]) {
        const [sum] = tattle.query<object>(
          `SELECT '${table}' AS name, sum(received) AS received, sum(estimated) AS estimated FROM ${table}`,
        );
        expect(sum).toEqual({ name: table, received: stored.size, estimated: stored.size });
      }
      expect(tattle.query<object>("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
      expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
      await posthog.close();
    },
    60_000,
  );
});
