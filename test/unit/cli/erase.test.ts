import { afterAll, beforeEach, expect, test } from "bun:test";
import type { ErasureInfo, ErasureOfSink, ErasureRequest } from "../../../src/delivery/index.ts";
import { ERASURE, NOW, testAdmin } from "../http/support.ts";
import { Run } from "./support.ts";

const TOKEN = "a-long-enough-token";

const WAITING: ErasureOfSink = { sink: "sqlite", state: "waiting", reports: 0, deadLetters: 0 };

/** What it is at each look. */
let looks: ErasureInfo[] = [];
let asked: ErasureRequest[] = [];

const erasures = {
  request: async (request: ErasureRequest) => {
    asked.push(request);
    return looks.shift() ?? ERASURE;
  },
  get: async () => looks.shift() ?? ERASURE,
  list: async () => [],
};

/** The real API over erasures that the test holds. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request) =>
    testAdmin({ services: { adminToken: TOKEN, erasures } }).ask(request.url, request),
});

afterAll(() => server.stop(true));

beforeEach(() => {
  looks = [];
  asked = [];
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const line = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
  const listen = `127.0.0.1:${server.port}`;
  let ended = false;
  const code = line.start(["erase", ...args, "--listen", listen]).finally(() => (ended = true));
  while (!ended) {
    await Bun.sleep(1);
    await line.clock.advance(500);
  }
  return { code: await code, out: line.stdout, err: line.stderr };
}

test("tattle erase waits until it is done, says for whom, and shows what is gone", async () => {
  const running = { ...ERASURE, doneAt: null };
  looks = [
    { ...running, sinks: [WAITING] },
    { ...running, sinks: [WAITING] },
    { ...running, sinks: [{ ...WAITING, state: "erasing", reports: 5 }] },
    { ...ERASURE, doneAt: NOW },
  ];
  const { code, out, err } = await run("--distinct-id", "x", "--project", "shop", "--yes");
  expect([code, err]).toEqual([0, "waiting until sqlite has all reports\n"]);
  expect(out).toBe("SINK    STATE  REPORTS  DEAD LETTERS\nsqlite  done   12       1\n");
  expect(asked).toEqual([{ distinctId: "x", documentURL: null, project: "shop" }]);
});

test("tattle erase --json prints the erasure", async () => {
  const { out } = await run("--document", "https://a.test/", "--yes", "--json");
  expect(JSON.parse(out)).toMatchObject({ id: ERASURE.id, state: "done" });
});

test.each([
  [["--distinct-id", "x"], "add --yes"],
  [["--yes"], "--distinct-id or --document"],
  [["--distinct-id", "x", "--document", "y", "--yes"], "--distinct-id or --document"],
])("tattle erase %j erases nothing", async (args, message) => {
  const { code, err } = await run(...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(asked).toEqual([]);
});
