import { expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { startFakePostHog } from "../../test/support/fake-posthog.ts";
import { sinkContext } from "../../test/support/sink-context.ts";
import plugin from "./index.ts";
import { aReport } from "./testing.ts";

const folder = new URL(".", import.meta.url);
const readme = await Bun.file(new URL("README.md", folder)).text();
const sample = await Bun.file(new URL("sample.toml", folder)).text();

test("the schema's defaults make a complete configuration", () => {
  const config = Value.Default(plugin.config, {});
  expect(config).toEqual({ host: "https://us.i.posthog.com", request_timeout: 10_000 });
  expect(Value.Check(plugin.config, config)).toBe(true);
  expect(Value.Check(plugin.config, { host: "x", request_timeout: 10_000, hots: "y" })).toBe(false);
});

test.each(Object.keys(plugin.config.properties))("the README and the sample tell of %p", (name) => {
  expect(readme).toContain(`| \`${name}\` |`);
  expect(sample).toContain(`${name} = `);
});

test("create has no effect; open, write and close are a whole life", async () => {
  const posthog = await startFakePostHog();
  const config = { host: posthog.url, request_timeout: 5_000 };
  const sink = plugin.create(config, sinkContext());
  const { signal } = new AbortController();
  await sink.open(signal);
  expect(await sink.write({ id: "a", reports: [aReport()] }, signal)).toEqual({});
  await sink.close();
  expect(posthog.events().length).toBe(1);
  await posthog.close();
});
