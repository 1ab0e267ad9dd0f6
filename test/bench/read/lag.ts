import { REPORT_BODY, REPORT_PATH } from "../request.ts";
import { Asked } from "./ask.ts";
import { BEGIN, END } from "./store.ts";
import { milliseconds, quantile, ratio } from "./times.ts";

/** Milliseconds between one report and the next, and of one window. */
const EVERY = 20;
const WINDOW = 4_000;
const WINDOWS = 4;

/** Latencies in milliseconds. */
interface Latencies {
  reports: number[];
  /** Of the cheapest request there is: what the thread that answers is late by, and the network. */
  loop: number[];
}

/** Whether a report is answered as fast while the store is asked for something heavy. */
export async function measureLag(database: string): Promise<string> {
  await using asked = await Asked.start(database);
  const idle: Latencies = { reports: [], loop: [] };
  const busy: Latencies = { reports: [], loop: [] };
  await window(asked, { reports: [], loop: [] });
  let queries = 0;
  for (let round = 0; round < WINDOWS; round++) {
    await window(asked, idle);
    const heavy = new Heavy(asked);
    await window(asked, busy);
    queries += await heavy.stop();
  }
  const line = (name: string, part: number, of: (latencies: Latencies) => number[]) => {
    const [calm, loaded] = [quantile(of(idle), part), quantile(of(busy), part)];
    return `${name} p${part * 100}: ${milliseconds(calm)} ms idle, ${milliseconds(loaded)} ms during queries, ratio ${ratio(loaded / calm)}`;
  };
  return [
    `${1_000 / EVERY} reports a second, ${WINDOWS} windows of ${WINDOW / 1_000} s each way in turn, ${queries} heavy queries one after the other`,
    line("/report/", 0.5, ({ reports }) => reports),
    line("/report/", 0.99, ({ reports }) => reports),
    line("/healthz (event loop)", 0.5, ({ loop }) => loop),
    line("/healthz (event loop)", 0.99, ({ loop }) => loop),
  ].join("\n");
}

/** Asks without a pause what nobody has asked before. */
class Heavy {
  #stopped = false;
  #count = 0;
  readonly #done: Promise<void>;

  constructor(asked: Asked) {
    this.#done = this.#run(asked);
  }

  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#done;
    return this.#count;
  }

  async #run(asked: Asked): Promise<void> {
    while (!this.#stopped) {
      const span = `from=${BEGIN + 1 + this.#count}&to=${END - 1 - this.#count}`;
      await asked.text(`/api/v1/issues?limit=200&search=catalogue%2F${this.#count++}&${span}`);
      await asked.text(`/api/v1/reports?limit=50&search=nowhere${this.#count++}`);
    }
  }
}

async function window(asked: Asked, into: Latencies): Promise<void> {
  const until = performance.now() + WINDOW;
  const under: Promise<void>[] = [];
  while (performance.now() < until) {
    under.push(
      timed(() => post(asked), into.reports),
      timed(() => health(asked), into.loop),
    );
    await Bun.sleep(EVERY);
  }
  await Promise.all(under);
}

async function timed(request: () => Promise<void>, into: number[]): Promise<void> {
  const began = performance.now();
  await request();
  into.push(performance.now() - began);
}

async function post({ port }: Asked): Promise<void> {
  const headers = { "content-type": "application/csp-report" };
  const url = `http://127.0.0.1:${port}${REPORT_PATH}`;
  const { status } = await fetch(url, { method: "POST", headers, body: REPORT_BODY });
  if (status !== 204) throw new Error(`A report was answered ${status}.`);
}

async function health({ port }: Asked): Promise<void> {
  await (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
}
