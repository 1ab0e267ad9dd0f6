import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Certificates, trustAuthority } from "./certificates.ts";
import { type Program, programPath } from "./programs.ts";

export type BrowserName = "chromium" | "firefox";

export const BROWSERS: readonly BrowserName[] = ["chromium", "firefox"];

/** What the tests of a browser need. */
export const NEEDED: Record<BrowserName, readonly Program[]> = {
  chromium: ["chromium", "certutil", "openssl"],
  firefox: ["firefox-esr", "certutil", "openssl"],
};

/** Chromium sends waiting reports after a tenth of a second instead of a minute. */
const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--short-reporting-delay",
  "--remote-debugging-port=0",
  "--window-size=1280,1000",
  "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

const FIREFOX_PREFERENCES = {
  "network.dns.localDomains": "shop.test,blocked.test",
  // How soon an undelivered report is sent again, in seconds.
  "dom.reporting.delivering.timeout": 1,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "https://settings.invalid",
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
};

/** How long a browser may take to end by itself, in milliseconds. */
const PATIENCE = 5_000;

/** A headless browser with a new profile, which knows nothing but the tests' authority. */
export class Browser implements AsyncDisposable {
  readonly #child: Bun.Subprocess;
  /** The folder of its profile. */
  readonly profile: string;

  private constructor(child: Bun.Subprocess, profile: string) {
    this.#child = child;
    this.profile = profile;
  }

  /**
   * Starts one on `url`.
   *
   * @param folder where its profile goes; whoever made it removes it, after the browser
   * @param flags more of its command line
   */
  static open(
    name: BrowserName,
    url: string,
    folder: string,
    trust: Certificates,
    flags: readonly string[] = [],
  ): Browser {
    const home = mkdtempSync(join(folder, `${name}-`));
    const command = name === "chromium" ? chromium(home, trust) : firefox(home, trust);
    const child = Bun.spawn([...command, ...flags, url], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
    });
    return new Browser(child, home);
  }

  /** Throws when it has ended, which no test asks for. */
  assertRunning(): void {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`the browser has ended: ${exitCode ?? signalCode}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    await child.exited;
    clearTimeout(timer);
  }
}

function chromium(home: string, trust: Certificates): string[] {
  const store = join(home, ".pki/nssdb");
  mkdirSync(store, { recursive: true });
  trustAuthority(store, trust);
  return [programPath("chromium"), ...CHROMIUM_FLAGS, `--user-data-dir=${home}`];
}

function firefox(home: string, trust: Certificates): string[] {
  trustAuthority(home, trust);
  const lines = Object.entries(FIREFOX_PREFERENCES).map(
    ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`,
  );
  writeFileSync(join(home, "user.js"), lines.join(""));
  return [programPath("firefox-esr"), "--headless", "--no-remote", "--profile", home];
}
