import { describe, expect, test } from "bun:test";
import { FakeCollector, Run } from "./support.ts";

describe("tattle serve", () => {
  test("tells on stderr where it is and which headers to copy, and nothing on stdout", async () => {
    const run = new Run();
    const ended = run.start(["serve"]);
    await run.untilStderr("Reporting-Endpoints");
    expect(run.stderr).toBe(`Tattle 1.2.3
  reports    http://127.0.0.1:8787/report/
  dashboard  http://127.0.0.1:8787/login?code=once
  data       /srv/tattle-data

Headers for your site; the policy is an example and blocks nothing:
  Content-Security-Policy-Report-Only: default-src 'self'; script-src 'self' 'report-sample'; style-src 'self' 'report-sample'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; report-uri http://127.0.0.1:8787/report/
  Reporting-Endpoints: default="http://127.0.0.1:8787/report/"

`);
    run.signal("SIGTERM");
    expect(await ended).toBe(0);
    expect(run.stdout).toBe("");
  });

  test("prints the public URL and the token of the first active project", async () => {
    const run = new Run({ TATTLE_PUBLIC_URL: "https://csp.example.org" });
    run.collector.token = "a b";
    const ended = run.start(["serve"]);
    await run.untilStderr("Reporting-Endpoints");
    expect(run.stderr).toContain("report-uri https://csp.example.org/report/?token=a%20b\n");
    run.signal("SIGINT");
    expect(await ended).toBe(0);
  });

  test("shows headers for a proxy where it listens on a socket, and says what to set", async () => {
    const run = new Run();
    run.collector.url = "unix:/run/tattle.sock";
    const ended = run.start(["serve"]);
    await run.untilStderr("Reporting-Endpoints");
    expect(run.stderr).toContain("  reports    unix:/run/tattle.sock\n");
    expect(run.stderr).toContain("stands for your proxy's name; set `public_url` to it.\n");
    expect(run.stderr).toContain("report-uri https://csp.example.org/report/\n");
    run.signal("SIGTERM");
    expect(await ended).toBe(0);
  });

  test("warns before it starts", async () => {
    const run = new Run();
    const ended = run.start(["serve", "--set", "admin.token=a-long-enough-token"]);
    await run.untilStderr("Reporting-Endpoints");
    expect(run.stderr).toStartWith("warning: --set: admin.token: a secret on the command line");
    run.signal("SIGINT");
    await ended;
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "drains on a first signal and ends at once on a second, %s by %d",
    async (signal, code) => {
      const run = new Run({}, new FakeCollector(false));
      const ended = run.start(["serve"]);
      await run.untilStderr("Reporting-Endpoints");
      run.signal("SIGTERM");
      await run.untilStderr("Stopping");
      expect(run.exits).toEqual([]);
      run.signal(signal);
      expect(run.exits).toEqual([code]);
      run.collector.finish();
      expect(await ended).toBe(0);
      expect(run.collector.stopped).toBe(1);
    },
  );

  test("does not lose a signal that comes while it starts", async () => {
    const run = new Run();
    const start = async () => {
      run.signal("SIGTERM");
      return run.collector;
    };
    expect(await run.start(["serve"], { start })).toBe(0);
    expect(run.collector.stopped).toBe(1);
  });

  test("reads the certificate again on SIGHUP, and says when that fails", async () => {
    const run = new Run({ TATTLE_TLS_CERT: "c.pem", TATTLE_TLS_KEY: "k.pem" });
    const ended = run.start(["serve"]);
    await run.untilStderr("Reporting-Endpoints");
    run.signal("SIGHUP");
    await run.untilStderr("TLS certificate read again.");
    run.collector.reloadFails = true;
    run.signal("SIGHUP");
    await run.untilStderr("The TLS certificate stays as it was: key and certificate differ");
    run.signal("SIGTERM");
    expect(await ended).toBe(0);
  });

  test("survives a SIGHUP without TLS", async () => {
    const run = new Run();
    const ended = run.start(["serve"]);
    await run.untilStderr("Reporting-Endpoints");
    run.signal("SIGHUP");
    run.signal("SIGTERM");
    expect(await ended).toBe(0);
    expect(run.collector.reloaded).toBe(0);
  });
});
