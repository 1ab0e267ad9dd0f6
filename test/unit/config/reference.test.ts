import { describe, expect, test } from "bun:test";
import { catalog } from "../../../src/config/catalog.ts";
import { configReference, exampleConfig, loadConfig } from "../../../src/config/index.ts";
import type { Node } from "../../../src/config/node.ts";
import { NoiseRuleSchema } from "../../../src/config/noise-schema.ts";
import { OVERRIDES } from "../../../src/config/overrides.ts";
import { ProjectSchema } from "../../../src/config/project-schema.ts";
import { ConfigSchema } from "../../../src/config/schema.ts";
import { SinkSchema } from "../../../src/config/sink-schema.ts";
import { PLUGINS } from "../../../src/registry.ts";
import { t } from "../../../src/sink/index.ts";
import { load, MANIFESTS, mail } from "./support.ts";

const reference = configReference(MANIFESTS);

/** Every schema that a person may meet in the file, with the prefix of its headings. */
const SCHEMAS: Array<[prefix: string, schema: Node]> = [
  ["", ConfigSchema],
  ["projects: ", ProjectSchema],
  ["noise.rules: ", NoiseRuleSchema],
  ["sinks: ", SinkSchema],
  ...Object.values(PLUGINS).map(({ name, config }): [string, Node] => [`${name}: `, config]),
];

describe("every setting", () => {
  for (const [prefix, schema] of SCHEMAS) {
    for (const { path, node } of catalog(schema)) {
      test(`${prefix}${path} is described and has a heading`, () => {
        expect(node.description ?? "").toMatch(/^[A-Z`].*\.$/);
        if (node.items?.properties !== undefined) return;
        expect(configReference(PLUGINS)).toContain(
          `### ${prefix}\`${path}\`\n\n${node.description}`,
        );
      });
    }
  }

  test("that the environment can give is documented with its variable", () => {
    for (const { env } of OVERRIDES) expect(reference).toContain(`\`${env}\``);
    expect(new Set(OVERRIDES.map(({ env }) => env)).size).toBe(OVERRIDES.length);
  });

  test("of a sink that is named like one of the host's is said to belong into config", () => {
    const config = t.Object({ timeout: t.Integer({ description: "Own." }) });
    const text = configReference({ mail: { ...mail, config } });
    expect(text).toContain(
      "### mail: `timeout`\n\nOwn.\n\n*whole number · required · only in `config`*",
    );
    const toml = "[[sinks]]\ntype = 'mail'\ntimeout = '5s'\nconfig = { timeout = 7 }";
    const sources = { file: { path: "/t.toml", text: toml }, env: {}, flags: [], cwd: "/" };
    const [sink] = loadConfig(sources, { mail: { ...mail, config } }, () => "").config.sinks;
    expect(sink).toMatchObject({ timeout: 5000, config: { timeout: 7 } });
  });
});

describe("the example file", () => {
  const example = exampleConfig(MANIFESTS);

  test("changes nothing as it is", () => {
    expect(load(example).config).toEqual(load(null).config);
  });

  test("is right with every setting in force", () => {
    const text = example.replaceAll(/^#(?=[a-z[])/gm, "");
    const alerts = {
      ALERT_WEBHOOK_URL: "https://a.example",
      ALERT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString("base64")}`,
      SMTP_PASSWORD: "secret",
    };
    const env = { TATTLE_ADMIN_TOKEN: "a-long-enough-token", NAME: "secret", ...alerts };
    const sources = { file: { path: "/etc/tattle.toml", text }, env, flags: [], cwd: "/srv" };
    const { config } = loadConfig(sources, MANIFESTS, () => "");
    expect(config.projects[0]?.name).toBe("shop");
    const kinds = config.sinks.map((sink) => (sink.kind === "builtin" ? sink.type : sink.module));
    expect(kinds).toEqual([...Object.keys(MANIFESTS), "/etc/my-sink.ts"]);
  });
});
