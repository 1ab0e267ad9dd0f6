import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Certificates, makeCertificates } from "../support/certificates.ts";
import { canRun } from "../support/programs.ts";
import { linesAsSent, SETUPS, setupOf } from "../support/snippet-setups.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { SERVERS, USER, WebServer, type WebServerName } from "../support/web-servers.ts";

const LIMIT = 60_000;
const PAGES = { "index.html": "<!doctype html>" };
const NAMES: readonly WebServerName[] = ["nginx", "apache", "caddy", "express", "django"];

for (const name of NAMES) {
  describe.skipIf(!canRun([...SERVERS[name], "openssl"]))(`${name} with its snippet`, () => {
    const folder = temporaryFolder();
    let certificates: Certificates;
    beforeAll(() => {
      certificates = makeCertificates(folder.path);
    }, LIMIT);
    afterAll(() => folder[Symbol.dispose]());

    test.each(SETUPS)(
      "sends the headers of %s",
      async (_, setup) => {
        await using server = await WebServer.start(name, setup, PAGES, folder.path, certificates);
        const { headers, status } = await server.fetch("/", certificates);
        expect(status).toBe(200);
        for (const [header, value] of Object.entries(linesAsSent(setup))) {
          // helmet parts directives without a space.
          const sent = headers.get(header)?.replace(/;(?=\S)/g, "; ");
          expect(sent?.trim(), header).toBe(value);
        }
      },
      LIMIT,
    );

    test(
      "names users and sessions, and lets nothing of theirs break out",
      async () => {
        const setup = setupOf({ distinctId: true, sessionId: true });
        await using server = await WebServer.start(name, setup, PAGES, folder.path, certificates);
        const knowsUsers = name === "express" || name === "django";
        const seen = async (cookie: string) => {
          const { headers } = await server.fetch("/", certificates, { cookie });
          const policy = headers.get("content-security-policy") ?? "";
          expect(policy.split(";").length).toBe(8);
          const url = policy.split("report-uri ")[1] ?? "";
          expect(headers.get("reporting-endpoints")).toBe(`default="${url}"`);
          const { searchParams } = new URL(url);
          return [searchParams.get("distinct_id"), searchParams.get("session_id")];
        };
        const user = (cookie: string) => (knowsUsers ? USER : cookie);
        expect(await seen("a=b; distinct_id=u-1.~_; session_id=s2; c=d")).toEqual([
          user("u-1.~_"),
          "s2",
        ]);
        expect(await seen("")).toEqual([user(""), ""]);
        const hostile = `x"y'$z%{h}\\&v=9,`;
        const session = knowsUsers ? expect.stringMatching(/^x"?y'\$z%\{h\}\\&v=9,$/) : "";
        expect(await seen(`distinct_id=${hostile}; session_id=${hostile}`)).toEqual([
          user(""),
          session,
        ]);
      },
      LIMIT,
    );
  });
}
