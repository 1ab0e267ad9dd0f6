import { join } from "node:path";
import type { Report } from "../../src/report/report.ts";
import { allReports, type ReportView } from "./api.ts";
import { Browser, type BrowserName } from "./browsers.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { eventually } from "./eventually.ts";
import { type FakePostHog, type StoredEvent, startFakePostHog } from "./fake-posthog.ts";
import { Site } from "./pages.ts";
import { TattleProcess } from "./server-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How long reports may be on their way, in milliseconds; they need about one second. */
const ARRIVAL = 60_000;

/** How long a test with a browser may take, in milliseconds. */
export const TEST_LIMIT = 90_000;

/** The token that the stage's project has, and so the headers of its banner. */
export const TOKEN = "phc_browsers";

/** Where one report is to be found. `null` or missing where a sink does not have it yet. */
export interface Copies {
  /** As the API reads it from SQLite. */
  stored: ReportView;
  /** As the standard output has it. */
  line: Report | undefined;
  /** As PostHog has it. */
  event: StoredEvent | undefined;
}

/**
 * Everything that stands around a browser: a site with a policy, and a Tattle on another origin
 * that speaks TLS and delivers to SQLite, to its standard output and to a fake PostHog.
 */
export class Stage implements AsyncDisposable {
  private constructor(
    readonly tattle: TattleProcess,
    readonly posthog: FakePostHog,
    readonly site: Site,
    readonly certificates: Certificates,
    readonly folder: string,
    readonly parts: AsyncDisposableStack,
  ) {}

  /** @param toml more of the config file, which goes on where the posthog sink's settings end */
  static async start(toml = ""): Promise<Stage> {
    await using parts = new AsyncDisposableStack();
    const folder = parts.use(temporaryFolder()).path;
    const certificates = makeCertificates(folder);
    const posthog = parts.adopt(await startFakePostHog(), (fake) => fake.close());
    const site = parts.use(new Site(certificates));
    const tattle = parts.use(
      await TattleProcess.start({
        data: join(folder, "data"),
        authority: certificates.authorityPem,
        toml: config(certificates, posthog, toml),
      }),
    );
    return new Stage(tattle, posthog, site, certificates, folder, parts.move());
  }

  /** Opens a page of the site, or any other URL. */
  open(browser: BrowserName, url: string): Browser {
    return Browser.open(browser, url, this.folder, this.certificates);
  }

  /**
   * Opens a page and waits until `count` reports about it are in all sinks. The browser is closed
   * then.
   *
   * @param arrived what makes a report arrived, if not that every sink has it
   */
  async visit(
    browser: BrowserName,
    page: string,
    count: number,
    arrived = ({ line, event }: Copies) => line !== undefined && event !== undefined,
  ): Promise<Copies[]> {
    await using window = this.open(browser, page);
    const document = page.replace(/\?.*$/, "");
    return await eventually(async () => {
      window.assertRunning();
      const copies = await this.reportsOf(document);
      if (copies.filter(arrived).length >= count) return copies;
      throw new Error(`${count} are expected, these came: ${JSON.stringify(copies)}`);
    }, ARRIVAL);
  }

  /** The reports about a document that are in SQLite so far, each with its copies elsewhere. */
  async reportsOf(url: string): Promise<Copies[]> {
    const stored = (await allReports(this.tattle)).filter((report) => report.url === url);
    const lines = this.tattle.lines.map((line): Report => JSON.parse(line));
    const events = this.posthog.events();
    return stored.map((report) => ({
      stored: report,
      line: lines.find(({ id }) => id === report.id),
      event: events.find(({ uuid }) => uuid === report.id),
    }));
  }

  /** The headers that the banner tells people to copy, by name. */
  get recommended(): Record<string, string> {
    const printed = this.tattle.stderr.matchAll(/^ {2}([A-Z][\w-]+-[\w-]+): (.+)$/gm);
    return Object.fromEntries([...printed].map(([, name = "", value = ""]) => [name, value]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.parts.disposeAsync();
  }
}

function config({ cert, key }: Certificates, posthog: FakePostHog, toml: string): string {
  return `
    [tls]
    cert = "${cert}"
    key = "${key}"
    [[projects]]
    name = "shop"
    token = "${TOKEN}"
    [[sinks]]
    type = "sqlite"
    [[sinks]]
    type = "stdout"
    [[sinks]]
    type = "posthog"
    host = "${posthog.url}"
    batch = { max_age = "50ms" }
    ${toml}
  `;
}
