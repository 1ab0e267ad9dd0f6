import { expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { startFakeOtlp } from "../../test/support/fake-otlp.ts";
import { sinkContext } from "../../test/support/sink-context.ts";
import { ATTRIBUTE_NAMES } from "./attributes.ts";
import plugin from "./index.ts";
import { aReport, someSettings } from "./testing.ts";

const folder = new URL(".", import.meta.url);
const readme = await Bun.file(new URL("README.md", folder)).text();
const sample = await Bun.file(new URL("sample.toml", folder)).text();

test("the schema's defaults make a complete configuration", () => {
  const config = Value.Default(plugin.config, {});
  expect(config).toEqual(someSettings({ request_timeout: 10_000 }));
  expect(Value.Check(plugin.config, config)).toBe(true);
  expect(Value.Check(plugin.config, { ...Object(config), edpoint: "x" })).toBe(false);
});

test.each(Object.keys(plugin.config.properties))("the README and the sample tell of %p", (name) => {
  expect(readme).toContain(`| \`${name}\` |`);
  expect(sample).toContain(`${name} = `);
});

test("the README's table has every attribute and no other", () => {
  const table = readme.slice(readme.indexOf("| attribute |"), readme.indexOf("What a browser did"));
  const names = [...table.matchAll(/^\| `([\w.]+)` \|/gm)].map((match) => match[1]);
  expect(names.toSorted()).toEqual(ATTRIBUTE_NAMES.toSorted());
});

test("create has no effect; open, write and close are a whole life", async () => {
  const receiver = await startFakeOtlp();
  const sink = plugin.create(someSettings({ endpoint: receiver.url }), sinkContext());
  const { signal } = new AbortController();
  await sink.open(signal);
  expect(await sink.write({ id: "a", reports: [aReport()] }, signal)).toEqual({});
  await sink.close();
  expect(receiver.records().length).toBe(1);
  await receiver.close();
});
