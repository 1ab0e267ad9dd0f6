import { afterAll, test } from "bun:test";
import { testSink } from "tattle/conformance";
import { startFakeOtlp } from "../../test/support/fake-otlp.ts";
import plugin from "./index.ts";

/** The project of what this receiver never takes. */
const TOO_LARGE = "too-large";

/** As addresses with a key in them are built. */
const PATH = "/otlp/a-secret-path/v1/logs?api_key=a-secret%20key";

const receiver = await startFakeOtlp(0, PATH);
receiver.rule(({ records }) =>
  records.some(({ attributes }) => attributes["tattle.project"] === TOO_LARGE)
    ? { status: 413 }
    : "ok",
);
afterAll(() => receiver.close());

testSink({
  test,
  plugin,
  config: {
    logs_endpoint: new URL(PATH, receiver.url).href,
    headers: { authorization: "Bearer a-secret-of-some-length" },
    raw: "include",
  },
  probe: () =>
    receiver.records().map(({ attributes }) => {
      const id = attributes["log.record.uid"];
      return typeof id === "string" ? id : "";
    }),
  unacceptable: (report) => ({ ...report, project: TOO_LARGE }),
  outage: "fetch",
});
