import { expect, test } from "bun:test";
import { testSink } from "tattle/conformance";
import { type FakePostHog, startFakePostHog } from "../../test/support/fake-posthog.ts";
import plugin from "./index.ts";

/** A fake for each instance, by its `host`. */
const fakes = new Map<string, FakePostHog>();

async function start(): Promise<string> {
  const fake = await startFakePostHog();
  fakes.set(fake.url, fake);
  return fake.url;
}

async function stop(host: string): Promise<void> {
  const fake = fakes.get(host);
  fakes.delete(host);
  expect(fake?.violations()).toEqual([]);
  await fake?.close();
}

testSink({
  test,
  plugin,
  config: async () => ({ host: await start(), api_key: "phc_conformance_0123456789" }),
  probe: ({ config }) =>
    fakes
      .get(config.host)
      ?.events()
      .map(({ uuid }) => uuid) ?? [],
  outage: "fetch",
  // PostHog's own endpoint ignores the other types.
  delivers: ({ type }) => type === "csp-violation" || type === "crash",
  unacceptable: (report) => ({ ...report, raw: { ...report.raw, large: "x".repeat(1_000_000) } }),
  cleanUp: ({ config }) => stop(config.host),
});
