import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered, sinkOf } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { type FakePostHog, startFakePostHog } from "../support/fake-posthog.ts";
import { namedPipe } from "../support/named-pipe.ts";
import { exchange, RawConnection, requestBytes } from "../support/raw-http.ts";
import { numberedList, numberedReport, numberOf } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CSP = { "Content-Type": "application/csp-report" };
const LIST = { headers: { "content-type": "application/reports+json" } };

/** SQLite and a PostHog that tries again at once. */
function withPostHog(posthog: FakePostHog, shutdown: string, maxAge = "20ms"): string {
  return `
    [shutdown]
    timeout = "${shutdown}"
    [[sinks]]
    type = "sqlite"
    [[sinks]]
    type = "posthog"
    host = "${posthog.url}"
    api_key = "phc_lifecycle"
    batch = { max_age = "${maxAge}" }
    retry = { min = "50ms", max = "100ms" }
  `;
}

function urlsAt(posthog: FakePostHog): unknown[] {
  return posthog.events().map(({ properties }) => properties.$current_url);
}

describe("SIGINT and SIGHUP", () => {
  test("end it with 0, and do nothing", async () => {
    using folder = temporaryFolder();
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data") });
    tattle.signal("SIGHUP");
    await Bun.sleep(50);
    expect((await tattle.report(numberedReport(1))).status).toBe(204);
    tattle.signal("SIGINT");
    expect(await tattle.ended()).toMatchObject({ exitCode: 0 });
  }, 30_000);
});

describe("SIGTERM", () => {
  test("delivers what waits for its batch to fill, and ends with 0", async () => {
    using folder = temporaryFolder();
    const posthog = await startFakePostHog();
    const toml = withPostHog(posthog, "10s", "1h");
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml });
    await tattle.report(numberedList(0, 20), "", LIST);
    expect(posthog.events().length).toBe(0);
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
    expect(urlsAt(posthog).length).toBe(20);
    expect(tattle.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 20 }]);
    await posthog.close();
  }, 30_000);

  test("goes on trying while there is time: a sink that comes back gets everything", async () => {
    using folder = temporaryFolder();
    const posthog = await startFakePostHog();
    posthog.rule(() => ({ status: 503 }));
    const toml = withPostHog(posthog, "1m");
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml });
    await tattle.report(numberedList(0, 20), "", LIST);
    await eventually(() => expect(posthog.requests.length).toBeGreaterThan(0));
    const ending = tattle.stop();
    await eventually(() => expect(tattle.stderr).toContain("Stopping"));
    await expect(tattle.report(numberedReport(99))).rejects.toThrow();
    posthog.rule(() => "ok");
    expect(await ending).toMatchObject({ exitCode: 0 });
    expect(urlsAt(posthog).length).toBe(20);
    await posthog.close();
  }, 30_000);

  test("answers the request whose body is on its way", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    await using tattle = await TattleProcess.start({ data });
    const bytes = requestBytes({ headers: CSP, body: numberedReport(7) });
    using connection = await RawConnection.open(tattle.port);
    await connection.send(bytes.subarray(0, -10));
    await Bun.sleep(100);
    const ending = tattle.stop();
    await eventually(() => expect(tattle.stderr).toContain("Stopping"));
    await connection.send(bytes.subarray(-10));
    expect(await connection.answer()).toMatchObject({ status: 204 });
    expect(await ending).toMatchObject({ exitCode: 0 });
    expect(tattle.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 1 }]);
  }, 30_000);

  test("does not wait for a body that never ends, nor for idle connections", async () => {
    using folder = temporaryFolder();
    const toml = '[shutdown]\ntimeout = "300ms"';
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml });
    const bytes = requestBytes({ headers: CSP, body: numberedReport(1) });
    using used = await RawConnection.open(tattle.port);
    await used.send(bytes);
    expect(await used.answer()).toMatchObject({ status: 204 });
    using stalled = await RawConnection.open(tattle.port);
    await stalled.send(bytes.subarray(0, -1));
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
    for (const connection of [used, stalled]) await connection.closed();
    expect(tattle.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 1 }]);
  }, 30_000);

  test("under load loses nothing that was acknowledged", async () => {
    using folder = temporaryFolder();
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data") });
    const acknowledged: number[] = [];
    let next = 0;
    const load = Array.from({ length: 8 }, async () => {
      for (;;) {
        const number = next++;
        const answer = await tattle.report(numberedReport(number)).catch(() => null);
        if (answer === null) return;
        if (answer.status === 204) acknowledged.push(number);
      }
    });
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(500));
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
    await Promise.all(load);
    const [stored] = tattle.query<{ n: number }>("SELECT count(*) AS n FROM reports");
    // An answer may be lost on its way, never a report.
    expect(stored?.n).toBeGreaterThanOrEqual(acknowledged.length);
    expect(stored?.n).toBeLessThanOrEqual(acknowledged.length + load.length);
  }, 30_000);

  test("leaves what a hanging sink does not take to the next start, where it arrives", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    const posthog = await startFakePostHog();
    posthog.rule(() => "hang");
    const toml = withPostHog(posthog, "500ms");
    await using first = await TattleProcess.start({ data, toml });
    await first.report(numberedList(0, 20), "", LIST);
    await eventually(() => expect(posthog.requests.length).toBe(1));
    expect(await first.stop()).toMatchObject({ exitCode: 0 });
    expect(posthog.events()).toEqual([]);

    posthog.rule(() => "ok");
    await using second = await TattleProcess.start({ data, toml });
    await eventually(() => expect(urlsAt(posthog).length).toBe(20));
    expect(urlsAt(posthog)).toEqual(
      Array.from({ length: 20 }, (_, at) => `https://shop.example/page-${at}`),
    );
    await assertDelivered(second);
    await posthog.close();
  }, 30_000);

  test("a second time ends at once with 143, and nothing is lost", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    const posthog = await startFakePostHog();
    posthog.rule(() => "hang");
    const toml = withPostHog(posthog, "10m");
    await using first = await TattleProcess.start({ data, toml });
    await first.report(numberedReport(1));
    await eventually(() => expect(posthog.requests.length).toBe(1));
    first.signal("SIGTERM");
    await eventually(() => expect(first.stderr).toContain("Stopping"));
    expect(first.running).toBe(true);
    first.signal("SIGTERM");
    expect(await first.ended()).toMatchObject({ exitCode: 143 });

    posthog.rule(() => "ok");
    await using _second = await TattleProcess.start({ data, toml });
    await eventually(() => expect(urlsAt(posthog)).toEqual(["https://shop.example/page-1"]));
    await posthog.close();
  }, 30_000);
});

describe("the standard output", () => {
  const toml = `
    [shutdown]
    timeout = "1s"
    [[sinks]]
    type = "sqlite"
    [[sinks]]
    type = "stdout"
  `;

  test("whose reader has gone stops that sink and nothing else", async () => {
    using folder = temporaryFolder();
    using pipe = namedPipe(folder.path);
    const data = join(folder.path, "data");
    await using tattle = await TattleProcess.start({ data, toml, stdout: pipe.writer });
    pipe.handedOver();
    await tattle.report(numberedReport(1));
    await eventually(() => expect(pipe.read(10_000)).toContain("page-1"));
    pipe.closeReader();
    await tattle.report(numberedReport(2));
    await eventually(async () => {
      expect(await sinkOf(tattle, "stdout")).toMatchObject({ state: "stopped" });
    });
    const ready = await fetch(`${tattle.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: "degraded" }]);
    await tattle.report(numberedReport(3));
    await eventually(async () => {
      expect((await allReports(tattle)).map(numberOf).sort()).toEqual([1, 2, 3]);
    });
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
  }, 30_000);

  test("that is full because nobody reads delays nothing else, and SIGTERM still ends it", async () => {
    using folder = temporaryFolder();
    using pipe = namedPipe(folder.path);
    const data = join(folder.path, "data");
    await using tattle = await TattleProcess.start({ data, toml, stdout: pipe.writer });
    pipe.handedOver();
    // Several times what a pipe holds.
    for (let first = 0; first < 1_000; first += 100) {
      expect((await tattle.report(numberedList(first, 100), "", LIST)).status).toBe(204);
    }
    await eventually(async () => {
      expect((await sinkOf(tattle, "sqlite")).delivered).toBe(1_000);
      expect((await sinkOf(tattle, "stdout")).backlog.reports).toBeGreaterThan(0);
    });
    expect((await exchange(tattle.port, { method: "GET", path: "/readyz" }))?.status).toBe(200);
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
    expect(tattle.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 1_000 }]);
  }, 30_000);
});
