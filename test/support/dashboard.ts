import axe from "axe-core";
import { Browser } from "./browsers.ts";
import { makeCertificates } from "./certificates.ts";
import { type Ask, Demo, followLink } from "./demo.ts";
import { DevTools } from "./devtools.ts";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How a page is looked at. */
export interface Look {
  readonly theme: "light" | "dark";
  readonly width: number;
  readonly height: number;
}

export const DESKTOP = { width: 1280, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;

/** How long a page may take until it shows what it has asked for, in milliseconds. */
const PATIENCE = 60_000;

/** A page that waits for nothing: no skeleton, nothing busy, a heading. */
const SETTLED = `document.querySelector("#main h1") !== null
  && document.querySelector(".skeleton, [aria-busy=true]") === null`;

/** A Chromium in front of the dashboard of a demo, whose clock stands still. */
export class Dashboard implements AsyncDisposable {
  private constructor(
    readonly devtools: DevTools,
    readonly origin: string,
    readonly ask: Ask,
    /** The body of an answer of the API. */
    readonly text: (path: string) => Promise<string>,
    readonly parts: AsyncDisposableStack,
  ) {}

  /** @param args of `tattle demo` */
  static async open(args: readonly string[]): Promise<Dashboard> {
    await using parts = new AsyncDisposableStack();
    const folder = parts.use(temporaryFolder()).path;
    const demo = parts.use(new Demo(folder, args));
    const link = await demo.told("dashboard");
    const { ask, text, cookie } = await followLink(link);
    const trust = makeCertificates(folder);
    const browser = Browser.open("chromium", "about:blank", folder, trust);
    const devtools = parts.use(await DevTools.attach(browser));
    const [name = "", value = ""] = cookie.split("=");
    const { origin } = new URL(link);
    await devtools.send("Network.setCookie", { name, value, url: origin });
    return new Dashboard(devtools, origin, ask, text, parts.move());
  }

  /** Goes to a page and waits until all that it shows is there. */
  async visit(path: string, { theme, width, height }: Look): Promise<void> {
    const { devtools } = this;
    const mobile = width < 600;
    const screen = { width, height, deviceScaleFactor: 1, mobile };
    await devtools.send("Emulation.setDeviceMetricsOverride", screen);
    const features = [
      { name: "prefers-color-scheme", value: theme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ];
    await devtools.send("Emulation.setEmulatedMedia", { features });
    await devtools.visit(`${this.origin}${path}`, "#main h1");
    await this.settled();
  }

  /** Waits until the page shows all that it has asked for. */
  async settled(): Promise<void> {
    await eventually(async () => {
      // Twice, since an answer may bring the next question.
      for (let times = 0; times < 2; times += 1) {
        if ((await this.devtools.evaluate(SETTLED)) !== true) throw new Error("still busy");
        await Bun.sleep(100);
      }
    }, PATIENCE);
  }

  /**
   * What axe finds against WCAG 2.2 A and AA: rule and place, a line each.
   *
   * @param exclude what is not looked at, by its selector
   */
  async findings(exclude: readonly string[] = []): Promise<string[]> {
    await this.devtools.evaluate(`${axe.source}; null`);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const found = await this.devtools.evaluate(`axe.run({ exclude: ${JSON.stringify(exclude)} }, {
      runOnly: { type: "tag", values: ${JSON.stringify(tags)} },
      resultTypes: ["violations"],
    }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + " " + target.join(" ") + " " + failureSummary)))`);
    return Array.isArray(found) ? found.map(String) : [`axe did not run: ${found}`];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.parts.disposeAsync();
  }
}

/** The dashboard's pages by name, each with an address that shows something. */
export async function dashboardPages(ask: Ask): Promise<Record<string, string>> {
  const { items: issues } = await ask<{ items: Array<{ id: string; blocked: string }> }>(
    "/api/v1/issues?limit=200&noise=without&sort=received",
  );
  const { items: reports } = await ask<{ items: Array<{ id: string }> }>(
    "/api/v1/reports?limit=1&type=csp-violation",
  );
  // The attack of the demo's story.
  const issue = issues.find(({ blocked }) => blocked.includes("cdn.harbor1ane")) ?? issues[0];
  return {
    overview: "/?last=30d",
    issues: "/issues?last=30d",
    issue: `/issues/${issue?.id}`,
    reports: "/reports?last=30d",
    report: `/reports/${reports[0]?.id}`,
    live: "/live",
    versions: "/versions?project=shop",
    other: "/other?last=30d",
    sinks: "/sinks",
    letters: "/sinks?sink=warehouse",
    setup: "/setup",
    projects: "/settings?tab=projects",
    noise: "/settings?tab=noise",
    alerts: "/settings?tab=alerts",
    access: "/settings?tab=tokens",
    data: "/settings?tab=data",
  };
}
