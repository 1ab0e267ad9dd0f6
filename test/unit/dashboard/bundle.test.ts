import { expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { dashboardFiles } from "../../../src/dashboard/index.ts";
import { shell } from "../../../src/http/pages/shell.ts";
import { filesBehind } from "../../support/bundle.ts";

/** What the first page may weigh by gzip, in bytes. */
const LIMIT = 150_000;

const pages = await dashboardFiles();
const files = [...pages.files];
const text = new TextDecoder();

/** All that a browser loads before the first page shows. */
const first = filesBehind(pages, [...pages.early, ...pages.styles, ...pages.modules]);

test("the first page weighs no more than 150 kB by gzip, its HTML included", () => {
  expect(first.size).toBeGreaterThan(3);
  const sizes = [...first].map((name) => pages.files.get(name)?.gzip.length ?? Number.NaN);
  const html = gzipSync(shell(pages, 1).text).length;
  expect(html + sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT);
});

test("other pages come in files of their own, which the first one does not load", () => {
  const chunks = files.filter(([name]) => name.endsWith(".js") && !first.has(name));
  expect(chunks.length).toBeGreaterThan(5);
});

test("no file names a host but those of examples, namespaces and specifications", () => {
  const hosts = files.flatMap(([, { plain }]) =>
    [...text.decode(plain).matchAll(/\b(?:https?|wss?):\/\/([\w.-]+\.[a-z]{2,})/g)].map(
      ([, host = ""]) => host,
    ),
  );
  const meant = /(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org)|w3\.org)$/;
  expect([...new Set(hosts)].filter((host) => !meant.test(host)).toSorted()).toEqual([]);
});
