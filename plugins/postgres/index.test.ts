import { expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { COLUMNS } from "./columns.ts";
import plugin from "./index.ts";
import { aContext } from "./testing.ts";

const folder = new URL(".", import.meta.url);
const readme = await Bun.file(new URL("README.md", folder)).text();
const sample = await Bun.file(new URL("sample.toml", folder)).text();

test("the schema's defaults make a complete configuration but for the url", () => {
  const config = Value.Default(plugin.config, { url: "postgres://db.example/reports" });
  expect(config).toEqual({
    url: "postgres://db.example/reports",
    schema: "public",
    table: "tattle_reports",
    create: "auto",
    connect_timeout: 10_000,
    statement_timeout: 25_000,
  });
  expect(Value.Check(plugin.config, config)).toBe(true);
  expect(Value.Check(plugin.config, {})).toBe(false);
  expect(Value.Check(plugin.config, { ...Object(config), tabel: "x" })).toBe(false);
  expect(Value.Check(plugin.config, { ...Object(config), table: 'x"y' })).toBe(false);
});

test.each(Object.keys(plugin.config.properties))("the README and the sample tell of %p", (name) => {
  expect(readme).toContain(`| \`${name}\` |`);
  expect(sample).toContain(`${name} = `);
});

test.each(Object.keys(COLUMNS))("the README tells of the column %p", (name) => {
  expect(readme).toContain(`\`${name}\``);
});

test("create has no effect, even with settings that can never work, and close copes", async () => {
  const config = { ...Value.Parse(plugin.config, { url: "nonsense" }), table: "" };
  await plugin.create(config, aContext()).close();
});
