import { type DevTools, member } from "../../support/devtools.ts";
import { eventually } from "../../support/eventually.ts";
import { type Use, withSpan } from "./uses.ts";

/** Milliseconds of one load or one use. */
export interface Times {
  /** Until something is painted: of the page, or after the click. */
  first: number;
  /** Until the page's heading, navigation and filters are there and answer; of loads alone. */
  interactive: number;
  /** Until all that was asked for is painted. */
  whole: number;
  /** Within that: at least one question to the API was on its way. */
  api: number;
  /** Of the processor, that the page's main thread took: what the rest of the machine does has no part in it. */
  cpu: number;
}

const PATIENCE = 60_000;

const SETTLED = `document.querySelector("#main h1") !== null
  && document.querySelector(".skeleton, [aria-busy=true]") === null`;

/** Time within a span at which the API was asked something, overlaps counted once. */
const API_TIME = `(since, until) => {
  const spans = performance.getEntriesByType("resource")
    .filter(({ name, startTime }) =>
      name.includes("/api/v1/") && startTime >= since && startTime < until)
    .map(({ startTime, responseEnd }) => [startTime, Math.min(responseEnd || until, until)])
    .sort(([one], [other]) => one - other);
  let sum = 0;
  let end = since;
  for (const [from, to] of spans) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}`;

/** Looks after each frame; what is settled in two of them stays so. */
const PROBE = `window.tattleBench = (() => {
  const times = { interactive: 0, whole: 0 };
  performance.setResourceTimingBufferSize(5_000);
  const painted = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
  const until = async (done) => {
    for (let calm = 0; calm < 2; ) {
      await painted();
      if (!(${SETTLED}) || !done()) calm = 0;
      else if (++calm === 1) times.whole = performance.now();
    }
  };
  const look = async () => {
    while (document.querySelector("#main h1") === null) await painted();
    times.interactive = performance.now();
    await until(() => true);
  };
  return { times, painted, until, loaded: look(), api: ${API_TIME} };
})();`;

/** Goes through the dashboard with a watch. */
export class Meter {
  private constructor(
    readonly devtools: DevTools,
    readonly origin: string,
  ) {}

  static async before(devtools: DevTools, origin: string): Promise<Meter> {
    await devtools.send("Page.addScriptToEvaluateOnNewDocument", { source: PROBE });
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Meter(devtools, origin);
  }

  /** Loads a page from nothing. `cold`: without what the browser has kept of the files. */
  async load(path: string, cold: boolean): Promise<Times> {
    const { devtools } = this;
    await devtools.send("Page.navigate", { url: "about:blank" });
    if (cold) await devtools.send("Network.clearBrowserCache");
    await devtools.visit(`${this.origin}${withSpan(path)}`, "#main h1");
    return await this.#timed(
      0,
      `tattleBench.loaded.then(() => ({
        first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
        ...tattleBench.times,
        api: tattleBench.api(0, tattleBench.times.whole),
      }))`,
    );
  }

  /** Does something on a page that is there, as are the files of other pages. */
  async use({ path, act, done }: Use): Promise<Times> {
    await this.load(path, false);
    await this.#calm();
    return await this.#timed(
      await this.#cpu(),
      `(async () => {
        const { times, painted, until, api } = tattleBench;
        const began = performance.now();
        ${act};
        await painted();
        const first = performance.now() - began;
        await until(() => ${done});
        return { first, interactive: 0, whole: times.whole - began, api: api(began, times.whole) };
      })()`,
    );
  }

  /** What an expression says, and the processor time beyond `before` until then. */
  async #timed(before: number, expression: string): Promise<Times> {
    const times = await this.devtools.evaluate(expression);
    const cpu = (await this.#cpu()) - before;
    return Object.assign({ first: 0, interactive: 0, whole: 0, api: 0, cpu }, times);
  }

  /** Milliseconds of the processor that this page's main thread has taken so far. */
  async #cpu(): Promise<number> {
    const { metrics } = await this.devtools.send("Performance.getMetrics");
    const found = Array.isArray(metrics)
      ? metrics.find((metric) => member(metric, "name") === "TaskDuration")
      : null;
    return Number(member(found, "value")) * 1_000;
  }

  /** Waits until the browser has the files of the other pages, which it fetches while idle. */
  async #calm(): Promise<void> {
    const found = `performance.getEntriesByType("resource").some(({ name }) =>
      name.includes("/assets/app/report-"))`;
    await eventually(async () => {
      if ((await this.devtools.evaluate(found)) !== true) throw new Error("still fetching");
    }, PATIENCE);
  }
}
