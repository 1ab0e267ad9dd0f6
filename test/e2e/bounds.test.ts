/** What is bounded, at its bound: refused with the wish to see it again, or served in parts. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered, tallyOf } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { CSP, expectCors, MIB, violation } from "../support/hostile.ts";
import { exchange, RawConnection, requestBytes } from "../support/raw-http.ts";
import { numberedReport } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SMALL = '[limits]\nbody = "1MiB"\nbodies_in_flight = "1MiB"';

describe("a bound on", () => {
  test("memory for bodies: 503 beyond it, and taken once there is room", async () => {
    using own = temporaryFolder();
    await using small = await TattleProcess.start({ data: join(own.path, "data"), toml: SMALL });
    const large = requestBytes({ headers: CSP, body: numberedReport(1).padEnd(900_000) });
    using first = await RawConnection.open(small.port);
    await first.send(large.subarray(0, -1));
    const refused = await eventually(async () => {
      const answer = await exchange(small.port, large);
      expect(answer?.status).toBe(503);
      return answer;
    });
    expect(refused?.headers.get("retry-after")).toMatch(/^\d+$/);
    expectCors(refused);
    await first.send(large.subarray(-1));
    expect((await first.answer())?.status).toBe(204);
    expect((await exchange(small.port, large))?.status).toBe(204);
    expect((await tallyOf(small, null)).refused).toBeGreaterThan(0);
  }, 30_000);

  test("memory for bodies: a client that leaves in its body gives it back", async () => {
    using own = temporaryFolder();
    await using small = await TattleProcess.start({ data: join(own.path, "data"), toml: SMALL });
    const large = requestBytes({ headers: CSP, body: numberedReport(1).padEnd(900_000) });
    for (let times = 0; times < 5; times += 1) {
      using gone = await RawConnection.open(small.port);
      await gone.send(large.subarray(0, -1));
      await eventually(async () => expect((await exchange(small.port, large))?.status).toBe(503));
      gone[Symbol.dispose]();
      await eventually(async () => expect((await exchange(small.port, large))?.status).toBe(204));
    }
  }, 30_000);

  test("open files: connections that are there are answered, others once they can be", async () => {
    using own = temporaryFolder();
    await using few = await TattleProcess.start({ data: join(own.path, "data"), maxFiles: 80 });
    const request = requestBytes({ headers: CSP, body: numberedReport(1) });
    const open: RawConnection[] = [];
    while (open.length < 150) {
      const connection = await RawConnection.open(few.port);
      // Until it sends something the kernel keeps it, and it costs no file.
      await connection.send(request.subarray(0, 1));
      open.push(connection);
    }
    await open[0]?.send(request.subarray(1));
    expect((await open[0]?.answer())?.status).toBe(204);
    const waiting = exchange(few.port, request);
    for (const connection of open) connection[Symbol.dispose]();
    expect((await waiting)?.status).toBe(204);
    await eventually(() => assertDelivered(few));
    expect(few.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 2 }]);
  }, 30_000);

  test("a page of the API: few reports where they are large, and the others on the next", async () => {
    using own = temporaryFolder();
    await using filled = await TattleProcess.start({
      data: join(own.path, "data"),
      // Nothing is cut from such long texts: where something has to be, they go as a whole.
      toml: '[privacy]\nurls = "keep"',
    });
    const body = violation(`"script-sample":"${"x".repeat(7 * MIB)}"`);
    for (let times = 0; times < 6; times += 1) {
      expect((await exchange(filled.port, { headers: CSP, body }))?.status).toBe(204);
    }
    await eventually(() => assertDelivered(filled));
    const page = await filled.api<{ items: unknown[]; next: string | null }>(
      "/api/v1/reports?limit=1000",
    );
    expect(page.items.length).toBe(1);
    expect(page.next).toBeString();
    expect((await allReports(filled)).length).toBe(6);
  }, 30_000);
});
