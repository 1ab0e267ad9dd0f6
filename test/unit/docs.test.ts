import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PLUGINS } from "../../src/registry.ts";
import { DROP_REASONS } from "../../src/report/drop.ts";

const ROOT = resolve(import.meta.dir, "../..");
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");

const documents = [
  ...new Bun.Glob("*.md").scanSync(ROOT),
  ...new Bun.Glob("{docs,plugins}/**/*.md").scanSync(ROOT),
].sort();

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

  test.each([...new Bun.Glob("*.md").scanSync(join(ROOT, "docs/decisions"))].sort())(
    "the decision %s is in the list",
    (name) => {
      if (name !== "README.md") expect(read("docs/decisions/README.md")).toContain(`(${name})`);
    },
  );
});
