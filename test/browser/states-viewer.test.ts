import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { NEEDED } from "../support/browsers.ts";
import { member } from "../support/devtools.ts";
import { canRun } from "../support/programs.ts";
import { Viewed } from "../support/viewed.ts";

/** How long a test may take, in milliseconds. */
const LIMIT = 240_000;
const ISSUES = 60;
const DAY = 86_400_000;

const PAGES = [
  ...["/", "/issues", "/reports", "/live", "/versions", "/other", "/sinks", "/setup"],
  ...["projects", "noise", "alerts", "tokens", "data"].map((tab) => `/settings?tab=${tab}`),
];

describe.skipIf(!canRun(NEEDED.chromium))("the dashboard, before a viewer", () => {
  let viewed: Viewed;
  let complaints = 0;
  beforeAll(async () => {
    viewed = await Viewed.open("");
    await viewed.fill(ISSUES);
  }, LIMIT);
  afterAll(() => viewed[Symbol.asyncDispose]());
  beforeEach(() => {
    complaints = viewed.devtools.complaints.length;
  });
  afterEach(() => expect(viewed.thrown(complaints)).toEqual([]));

  const evaluate = (expression: string) => viewed.devtools.evaluate(expression);

  /** Everything that is told of came in a moment ago. */
  async function expectNow(): Promise<void> {
    const times = String(
      await evaluate(
        `[...document.querySelectorAll("main time")].map((time) => time.innerText).join()`,
      ),
    ).split(",");
    expect(times.length).toBeGreaterThan(1);
    expect(times.filter((text) => !/^(?:just now|\d+ (?:s|min) ago)$/.test(text))).toEqual([]);
  }

  test.each([
    ["a day late", -DAY],
    ["a day early", DAY],
    ["a year late", -365 * DAY],
    ["a year early", 365 * DAY],
  ])(
    "whose clock is %s, shows the same",
    async (_, off) => {
      await using clock = await viewed.before(`{
        const Real = Date;
        globalThis.Date = class extends Real {
          constructor(...of) { super(...(of.length === 0 ? [Real.now() + ${off}] : of)); }
          static now() { return Real.now() + ${off}; }
        };
      }`);
      expect(clock).toBeDefined();
      await viewed.visit("/");
      expect(
        await evaluate(
          `Math.abs(Date.now() - document.querySelector("#app").dataset.now - ${off}) < 600_000`,
        ),
      ).toBe(true);
      const overview = await viewed.text();
      expect(overview).toContain(String(ISSUES));
      expect(overview).not.toContain("No violations in this span.");
      await viewed.visit("/issues?last=24h");
      expect(await evaluate(`document.querySelectorAll("[data-issue]").length`)).toBe(50);
      await expectNow();
      const id = await evaluate(`document.querySelector("[data-issue]").dataset.issue`);
      await viewed.visit(`/issues/${id}`);
      await expectNow();
    },
    LIMIT,
  );

  test.each(PAGES)(
    "whose browser stores nothing, works: %s",
    async (path) => {
      await using _ = await viewed.before(`for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });`);
      await viewed.visit(path);
      await evaluate(`[...document.querySelectorAll(".nav-foot button")].find(({ innerText }) =>
        /Dark|Light/.test(innerText)).click()`);
      await viewed.shows(`["dark", "light"].includes(document.documentElement.dataset.theme)`);
    },
    LIMIT,
  );

  test(
    "without JavaScript says what there is besides",
    async () => {
      const switched = (value: boolean) =>
        viewed.devtools.send("Emulation.setScriptExecutionDisabled", { value });
      await switched(true);
      try {
        await viewed.devtools.send("Page.navigate", { url: `${viewed.proxy.origin}/issues` });
        await viewed.says("The dashboard needs JavaScript.");
        await viewed.devtools.screenshot("noscript");
      } finally {
        await switched(false);
      }
    },
    LIMIT,
  );

  test(
    "who goes where nothing is, is told so and has a way on",
    async () => {
      await viewed.visit("/nope/at/all?project=shop");
      expect(await viewed.text()).toContain("There is no such page.");
      await viewed.devtools.click(`.nav a[href^="/issues"]`);
      await viewed.settled();
      expect(await evaluate("document.title")).toBe("Issues · Tattle");
    },
    LIMIT,
  );

  test.each(["issues", "reports", "setup"])(
    "whose page of %s went with an upgrade, is offered to load again, and other pages work",
    async (page) => {
      const { devtools } = viewed;
      await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
      await devtools.send("Network.setBlockedURLs", { urls: [`*/assets/app/${page}-*.js`] });
      try {
        await viewed.visit("/sinks");
        await devtools.click(`.nav a[href^="/${page}"]`);
        await viewed.says("This page could not be loaded.");
        await devtools.screenshot(`gone ${page}`);
        await devtools.click(`.nav a[href="/settings"]`);
        await viewed.shows(`document.title === "Settings · Tattle"`);
        await devtools.click(`.nav a[href^="/${page}"]`);
        await viewed.says("This page could not be loaded.");
        await devtools.send("Network.setBlockedURLs", { urls: [] });
        await devtools.click("main button");
        await viewed.shows(`!document.body.innerText.includes("could not be loaded")`);
        await viewed.settled();
        expect(await viewed.address()).toStartWith(`/${page}`);
      } finally {
        await devtools.send("Network.setBlockedURLs", { urls: [] });
        await devtools.send("Network.setCacheDisabled", { cacheDisabled: false });
      }
    },
    LIMIT,
  );

  test(
    "goes back and forth through filters, and sees after loading again what was there",
    async () => {
      await viewed.visit("/issues");
      const choose = async (name: string, value: string) => {
        await evaluate(`{
          const list = document.querySelector('select[aria-label="${name}"]');
          list.value = "${value}";
          list.dispatchEvent(new Event("change", { bubbles: true }));
        }`);
        await viewed.settled();
        return String(await viewed.address());
      };
      const states: Array<[address: string, rows: unknown]> = [];
      const note = async (address: string) => void states.push([address, await evaluate(SEEN)]);
      await note("/issues");
      await note(await choose("Time", "24h"));
      await note(await choose("Disposition", "=enforce"));
      await note(await choose("Noise", "=with"));
      expect(states.map(([address]) => address)).toEqual([
        "/issues",
        "/issues?last=24h",
        "/issues?disposition=enforce&last=24h",
        "/issues?disposition=enforce&noise=with&last=24h",
      ]);
      expect(states[2]?.[1]).toEqual([]);
      for (const [address, seen] of states.toReversed().slice(1)) {
        await evaluate("history.back()");
        await viewed.shows(`location.pathname + location.search === ${JSON.stringify(address)}`);
        await viewed.settled();
        expect(await evaluate(SEEN)).toEqual(seen);
      }
      await evaluate("history.forward()");
      await viewed.shows(`location.search === "?last=24h"`);
      await viewed.devtools.send("Page.reload");
      await viewed.settled();
      expect([await viewed.address(), await evaluate(SEEN)]).toEqual(states[1] ?? []);
      expect(await evaluate(`document.querySelector('select[aria-label="Time"]').value`)).toBe(
        "24h",
      );
    },
    LIMIT,
  );

  describe("who may only read,", () => {
    beforeAll(async () => {
      await viewed.visit("/");
      const token = await evaluate(`fetch("/api/v1/tokens", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "reader", role: "read" }),
      }).then((answer) => answer.json()).then(({ secret }) => secret)`);
      await evaluate(`fetch("/logout", { method: "POST" }).then(() => null)`);
      await viewed.devtools.visit(`${viewed.proxy.origin}/`, "#token");
      await viewed.enter(String(token));
    }, LIMIT);

    let pressed = 0;
    afterAll(() => expect(pressed).toBeGreaterThan(10));

    test.each([...PAGES, "/issues/:id", "/reports/:id"])(
      "can press every button of %s, and changes nothing",
      async (path) => {
        await viewed.visit(await example(path));
        await viewed.devtools.screenshot(`read-only ${path.replaceAll(/\W+/g, " ")}`);
        expect(await evaluate(SILENT)).toEqual([]);
        const from = viewed.devtools.events.length;
        pressed += Number(await evaluate(PRESS_ALL));
        const changes = viewed.devtools.events.slice(from).filter(({ method, params }) => {
          const how = member(params.request, "method");
          return method === "Network.requestWillBeSent" && how !== "GET";
        });
        expect(changes.map(({ params }) => member(params.request, "url"))).toEqual([]);
      },
      LIMIT,
    );

    async function example(path: string): Promise<string> {
      if (!path.includes(":id")) return path;
      const list = path.replace("/:id", "");
      const { items } = await viewed.tattle.api<{ items: Array<{ id: string }> }>(
        `/api/v1${list}?limit=1`,
      );
      return `${list}/${items[0]?.id}`;
    }
  });
});

/** The issues that are shown. */
const SEEN = `[...document.querySelectorAll("[data-issue]")].map((row) => row.dataset.issue)`;

/** What cannot be pressed and does not say why; where there is nothing to clear or no more pages, one sees why. */
const SILENT = `[...document.querySelectorAll("main button:disabled")]
  .filter(({ title, innerText }) => title === "" && !/^(?:Clear|Newer|Older)$/.test(innerText.trim()))
  .map(({ innerText, ariaLabel }) => innerText || ariaLabel)`;

/** Presses every button that can be pressed, and those that appear then, each once. */
const PRESS_ALL = `(async () => {
  const pressed = new Set();
  const open = () => [...document.querySelectorAll("main button:enabled")]
    .filter((button) => button.closest("[action='/logout']") === null);
  const nameOf = (button) =>
    [button.closest("dialog") ? "dialog" : "", button.innerText, button.ariaLabel].join("|");
  for (let times = 0; times < 80; times++) {
    const next = open().find((button) => !pressed.has(nameOf(button)));
    if (next === undefined) return pressed.size;
    pressed.add(nameOf(next));
    next.click();
    await new Promise((then) => setTimeout(then, 30));
  }
})()`;
