import { expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { Webhook } from "standardwebhooks";
import plugin from "./index.ts";
import { aContext, aReport, SECRET, startReceiver } from "./testing.ts";

const folder = new URL(".", import.meta.url);
const readme = await Bun.file(new URL("README.md", folder)).text();
const sample = await Bun.file(new URL("sample.toml", folder)).text();
const { signal } = new AbortController();

const DEFAULTS = {
  body: "batch",
  headers: {},
  compression: "none",
  private_addresses: "refuse",
  request_timeout: 10_000,
} as const;

test("the schema's defaults and an address make a complete configuration", () => {
  const config = Value.Default(plugin.config, { url: "https://hook.example/" });
  expect(config).toEqual({ ...DEFAULTS, url: "https://hook.example/" });
  expect(Value.Check(plugin.config, config)).toBe(true);
  expect(Value.Check(plugin.config, { ...Object(config), urll: "y" })).toBe(false);
});

test.each(Object.keys(plugin.config.properties))("the README and the sample tell of %p", (name) => {
  expect(readme).toContain(`| \`${name}\` |`);
  expect(sample).toContain(`${name} = `);
});

test("create has no effect; open, write and close are a whole life", async () => {
  await using receiver = startReceiver(SECRET);
  const config = { ...DEFAULTS, url: receiver.url, secret: SECRET };
  const sink = plugin.create({ ...config, private_addresses: "allow" }, aContext());
  const report = aReport();
  await sink.open(signal);
  expect(await sink.write({ id: "a", reports: [report] }, signal)).toEqual({});
  await sink.close();
  expect(receiver.reports()).toEqual([report.id]);
});

test("names are looked up for real", async () => {
  const sink = plugin.create({ ...DEFAULTS, url: "http://hook.invalid/" }, aContext());
  await expect(sink.open(signal)).rejects.toMatchObject({ code: "sink_error", fatal: false });
});

test("the README's receiver keeps what is sent, and refuses what is forged", async () => {
  const block = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const code = block.replace(/^import .*$/m, "").replace("export default", "return");
  const kept: string[] = [];
  const keep = (id: string) => void kept.push(id);
  const { fetch: receive } = new Function("Webhook", "process", "keep", code)(
    Webhook,
    { env: { TATTLE_WEBHOOK_SECRET: SECRET } },
    keep,
  );
  const config = { ...DEFAULTS, url: "http://hook.example/", secret: SECRET };
  const sink = plugin.create(
    { ...config, private_addresses: "allow" },
    aContext((url, init) => receive(new Request(String(url), init))),
  );
  const report = aReport();
  await sink.open(signal);
  expect(await sink.write({ id: "a", reports: [report] }, signal)).toEqual({});
  expect(kept).toEqual([report.id]);
  const forged = new Request("http://hook.example/", { method: "POST", body: "{}" });
  await expect(receive(forged)).rejects.toThrow("Missing required headers");
});
