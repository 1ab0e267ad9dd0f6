import { Browser } from "./browsers.ts";
import { makeCertificates } from "./certificates.ts";
import { DevTools, member } from "./devtools.ts";
import { eventually } from "./eventually.ts";
import { ADMIN_TOKEN, TattleProcess } from "./server-process.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How long something of a page may take, in milliseconds. */
const PATIENCE = 60_000;

const SETTLED = `document.querySelector("#main h1") !== null
  && document.querySelector(".skeleton, [aria-busy=true]") === null`;

/** A Tattle of the compiled binary, and a Chromium that looks at it through whatever is bad. */
export class Viewed implements AsyncDisposable {
  private constructor(
    readonly tattle: TattleProcess,
    readonly proxy: TcpProxy,
    readonly devtools: DevTools,
    readonly parts: AsyncDisposableStack,
  ) {}

  /** Logged in by the banner's link. */
  static async open(toml: string): Promise<Viewed> {
    await using parts = new AsyncDisposableStack();
    const { path } = parts.use(temporaryFolder());
    const tattle = parts.use(await TattleProcess.start({ data: `${path}/data`, toml }));
    const proxy = parts.use(await TcpProxy.open(Number(new URL(tattle.adminUrl).port)));
    const browser = Browser.open("chromium", "about:blank", path, makeCertificates(path));
    const devtools = parts.use(await DevTools.attach(browser));
    const viewed = new Viewed(tattle, proxy, devtools, parts.move());
    const { pathname, search } = new URL(tattle.loginUrl);
    await devtools.visit(`${proxy.origin}${pathname}${search}`, "#main h1");
    return viewed;
  }

  /** Sends so many reports, each of an issue of its own, and waits until they can be read. */
  async fill(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.tattle.report(reportOf(n));
    await eventually(async () => {
      const { total } = await this.tattle.api<{ total: number }>("/api/v1/issues?limit=1");
      if (total < count) throw new Error(`${total} of ${count} are stored`);
    }, PATIENCE);
  }

  /** Goes to a page, from nothing, and waits until it shows all that it asked for. */
  async visit(path: string): Promise<void> {
    await this.devtools.send("Page.navigate", { url: "about:blank" });
    await this.devtools.visit(`${this.proxy.origin}${path}`, "#main h1");
    await this.settled();
  }

  async settled(): Promise<void> {
    for (let times = 0; times < 2; times++) {
      await this.shows(SETTLED);
      await Bun.sleep(100);
    }
  }

  /** Waits until an expression holds in the page. */
  async shows(expression: string): Promise<void> {
    await eventually(async () => {
      if ((await this.devtools.evaluate(expression).catch(() => false)) === true) return;
      const text = await this.devtools.evaluate("document.body.innerText").catch(String);
      throw new Error(`not so: ${expression}, in\n${text}`);
    }, PATIENCE);
  }

  /** Waits until a text is there, as people read it. */
  says(text: string): Promise<void> {
    return this.shows(`document.body.innerText.includes(${JSON.stringify(text)})`);
  }

  async text(selector = "main"): Promise<string> {
    return await this.devtools.text(selector);
  }

  /** As a person does who comes back to the tab: the page asks anew for what is not fresh. */
  async comeBack(until: () => Promise<void>): Promise<void> {
    const event = `window.dispatchEvent(new Event("visibilitychange")); null`;
    const timer = setInterval(() => void this.devtools.evaluate(event).catch(() => null), 500);
    try {
      await until();
    } finally {
      clearInterval(timer);
    }
  }

  /** Runs a script before every page from now on, until what is returned is disposed of. */
  async before(source: string): Promise<AsyncDisposable> {
    const { identifier } = await this.devtools.send("Page.addScriptToEvaluateOnNewDocument", {
      source,
    });
    return {
      [Symbol.asyncDispose]: async () => {
        await this.devtools.send("Page.removeScriptToEvaluateOnNewDocument", { identifier });
      },
    };
  }

  /** Logs in by the form that is shown. */
  async enter(token = ADMIN_TOKEN): Promise<void> {
    await this.devtools.find("#token");
    await this.devtools.evaluate(
      `document.querySelector("#token").value = ${JSON.stringify(token)}`,
    );
    await this.devtools.click("main button");
    await this.devtools.find("#main h1");
  }

  /** Path and query of the address. */
  async address(): Promise<unknown> {
    return await this.devtools.evaluate("location.pathname + location.search");
  }

  /** What was thrown or complained of since `from`, but that something could not be loaded. */
  thrown(from: number): string[] {
    return this.devtools.complaints.slice(from).filter((text) => {
      const { params } = JSON.parse(text);
      return member(params.entry, "source") !== "network";
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.parts.disposeAsync();
  }
}

/** Of each, so many new issues an hour are told apart. */
const DIRECTIVES = ["script-src-elem", "style-src-elem", "img-src"];

/** A report of an issue of its own. */
export function reportOf(number: number): string {
  const page = `https://shop.example/page/${number % 7}`;
  return JSON.stringify({
    "csp-report": {
      "document-uri": page,
      "effective-directive": DIRECTIVES[number % DIRECTIVES.length],
      "blocked-uri": `https://cdn-${number}.example/code.js`,
      "original-policy": "script-src 'self'",
      disposition: "report",
    },
  });
}
