import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fillSettings, loadConfig } from "../../src/config/index.ts";
import { PLUGINS } from "../../src/registry.ts";
import { DROP_REASONS } from "../../src/report/drop.ts";

const ROOT = resolve(import.meta.dir, "../..");
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");

const documents = [
  ...new Bun.Glob("*.md").scanSync(ROOT),
  ...new Bun.Glob("{docs,plugins}/**/*.md").scanSync(ROOT),
].sort();

/** What every README of a sink has, in this order; others may stand between. */
const SECTIONS = ['What "written" means', "Settings", "Failures"];

const SECRET = "a-secret-of-the-documentation-0123456789";

/** The blocks of a language in a document. */
function blocks(name: string, language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms");
  return [...read(name).matchAll(pattern)].map((match) => match[1] ?? "");
}

/** An environment that has every variable that a config file asks for. */
function environmentFor(toml: string): Record<string, string> {
  const names = [...toml.matchAll(/\benv = "([^"]+)"/g)].map((match) => match[1] ?? "");
  return Object.fromEntries(
    names.map((name) => [name, name.endsWith("_URL") ? "https://hooks.example/x" : SECRET]),
  );
}

const examples = documents.flatMap((name) =>
  blocks(name, "toml").map((text, at): [string, number, string] => [name, at + 1, text]),
);

describe("the examples of configuration", () => {
  test("are found", () => {
    expect(examples.length).toBeGreaterThan(Object.keys(PLUGINS).length);
  });

  test.each(examples)("%s, block %i can be used as it is", (name, _at, text) => {
    const file = { path: join(ROOT, dirname(name), "tattle.toml"), text };
    const env = environmentFor(text);
    const sources = { file, env, flags: [], cwd: ROOT };
    const { config, warnings } = loadConfig(sources, PLUGINS, () => SECRET);
    expect(config.sinks.length).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
  });
});

describe.each(Object.values(PLUGINS).map((plugin) => [plugin.name, plugin] as const))(
  "the README of the sink %s",
  (name, plugin) => {
    const path = `plugins/${name}/README.md`;
    const readme = read(path);

    test("has the table of its settings as the schema says (else: make docs)", () => {
      expect(fillSettings(readme, plugin)).toBe(readme);
    });

    test("says what it is for, shows how to use it, and has the sections that all have", () => {
      expect(readme).toStartWith(`# ${name}\n\n`);
      const headings = [...readme.matchAll(/^## (.+)$/gm)].map((match) => match[1] ?? "");
      expect(headings.filter((heading) => SECTIONS.includes(heading))).toEqual(SECTIONS);
      const [example = ""] = blocks(path, "toml");
      expect(example).toContain(`type = "${name}"`);
      expect(readme.indexOf(example)).toBeLessThan(readme.indexOf(`## `));
    });

    test("tells of failures in a table", () => {
      const [, failures = ""] = readme.split("\n## Failures\n");
      expect(failures.split("\n## ")[0]).toContain("|---|");
    });
  },
);

describe("the documents", () => {
  test.each(documents)("%s: every relative link leads somewhere", (name) => {
    const links = [...read(name).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)];
    const broken = links
      .map((match) => match[1] ?? "")
      .filter((link) => !existsSync(join(ROOT, dirname(name), link)));
    expect(broken).toEqual([]);
  });

  test("the README fits on a few screens", () => {
    expect(read("README.md").split("\n").length).toBeLessThanOrEqual(121);
  });

  test.each(Object.values(PLUGINS).map((plugin) => [plugin.name, plugin.summary]))(
    "the README lists the sink %s by its own summary",
    (name, summary) => {
      expect(read("README.md")).toContain(
        `| [\`${name}\`](plugins/${name}/README.md) | ${summary} |`,
      );
    },
  );

  test.each(DROP_REASONS.map((reason) => [reason]))(
    "operating.md explains the drop reason %s",
    (reason) => {
      expect(read("docs/operating.md")).toContain(`\`${reason}\``);
    },
  );

  test.each(["src", "test"])(
    "CONTRIBUTING.md says of each folder in %s what belongs there",
    (of) => {
      const folders = readdirSync(join(ROOT, of), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${of}/${name}`);
      const rows = read("CONTRIBUTING.md").match(/^\|.*$/gm) ?? [];
      const named = (name: string) => rows.some((row) => row.includes(`\`${name}\``));
      expect(folders.filter((name) => !named(name))).toEqual([]);
    },
  );

  test.each([...new Bun.Glob("*.md").scanSync(join(ROOT, "docs/decisions"))].sort())(
    "the decision %s is in the list",
    (name) => {
      if (name !== "README.md") expect(read("docs/decisions/README.md")).toContain(`(${name})`);
    },
  );
});
