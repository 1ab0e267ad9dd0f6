import { describe, expect, test } from "bun:test";
import { dirname, join, relative, resolve } from "node:path";

/**
 * What may import what. A file imports from lower ranks and its own folder; folders of one rank
 * do not know each other.
 */
const RANKS: readonly (readonly string[])[] = [
  ["report"],
  ["sink", "policy", "sqlite"],
  ["intake", "admission", "journal", "config"],
  ["delivery", "control", "explain", "setup", "alerts"],
  ["imports"],
  ["http"],
  ["dashboard"],
  ["threads"],
  ["external"],
  ["collector"],
  ["demo"],
  ["registry", "cli"],
  // Roots: of the program, and of its threads.
  ["main", "program", "delivery.entry", "query.entry", "sink-host.entry"],
];

const ROOT = resolve(import.meta.dir, "../..");
const SRC = join(ROOT, "src");

/** `src/delivery/loop.ts` → `delivery`; `src/main.ts` → `main`. */
function unitOf(file: string): string {
  const [first = ""] = relative(SRC, file).split("/");
  return first.replace(/\.ts$/, "");
}

function rankOf(unit: string): number {
  return RANKS.findIndex((units) => units.includes(unit));
}

/** Type imports count as well, so the text is read and not what is left of it after compiling. */
async function importsOf(file: string): Promise<string[]> {
  const text = await Bun.file(file).text();
  const named = [...text.matchAll(/^\s*(?:import|export)\b[^"';]*?\bfrom\s+"([^"]+)"/gm)];
  const bare = [...text.matchAll(/\bimport\(?\s*"([^"]+)"/g)];
  return [...new Set([...named, ...bare].map((match) => match[1] ?? ""))];
}

function files(under: string): string[] {
  return [...new Bun.Glob("**/*.{ts,tsx}").scanSync(under)].map((path) => join(under, path)).sort();
}

const sources = files(SRC);
const graph = new Map<string, string[]>();
for (const file of sources) {
  const local = (await importsOf(file)).filter((path) => path.startsWith("."));
  graph.set(
    file,
    local.map((path) => join(dirname(file), path)),
  );
}

describe("src", () => {
  test("has a rank for every folder and file in it", () => {
    const units = new Set(sources.map(unitOf));
    expect([...units].filter((unit) => rankOf(unit) < 0)).toEqual([]);
    expect(units.size).toBeGreaterThan(10);
  });

  test("imports only from lower ranks or the own folder", () => {
    const wrong: string[] = [];
    for (const [file, imports] of graph) {
      for (const target of imports.filter((path) => path.startsWith(`${SRC}/`))) {
        const [from, to] = [unitOf(file), unitOf(target)];
        if (from !== to && rankOf(to) >= rankOf(from)) {
          wrong.push(`${relative(ROOT, file)} imports ${relative(ROOT, target)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("names plugins in the registry alone", () => {
    const named = [...graph].filter(([, imports]) =>
      imports.some((path) => path.startsWith(`${ROOT}/plugins/`)),
    );
    expect(named.map(([file]) => relative(ROOT, file))).toEqual(["src/registry.ts"]);
  });

  test("has no import cycles, types included", () => {
    expect(cycles(graph)).toEqual([]);
  });
});

describe("plugins", () => {
  const plugins = files(join(ROOT, "plugins"));

  test("import of Tattle nothing but tattle/sink, and nothing of each other", async () => {
    const wrong: string[] = [];
    for (const file of plugins.filter((path) => !path.endsWith(".test.ts"))) {
      const own = `${file
        .split("/")
        .slice(0, ROOT.split("/").length + 2)
        .join("/")}/`;
      for (const path of await importsOf(file)) {
        const inside = path.startsWith(".") && join(dirname(file), path).startsWith(own);
        const foreign = path.startsWith(".") ? !inside : /^(?:tattle\/(?!sink$)|src\/)/.test(path);
        if (foreign) wrong.push(`${relative(ROOT, file)} imports ${path}`);
      }
    }
    expect(plugins.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });

  test("each have code, a README and a test", async () => {
    const names = [...new Bun.Glob("*/index.ts").scanSync(join(ROOT, "plugins"))].map(dirname);
    for (const name of names) {
      const folder = join(ROOT, "plugins", name);
      expect(await Bun.file(join(folder, "README.md")).exists()).toBe(true);
      expect(files(folder).some((file) => file.endsWith(".test.ts"))).toBe(true);
    }
    expect(names.toSorted()).toEqual([
      "discard",
      "file",
      "otlp",
      "postgres",
      "posthog",
      "sqlite",
      "stdout",
      "webhook",
    ]);
  });
});

/** Every cycle once, as `a → b → a`. */
function cycles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string) => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push([...path.slice(start), file].map((one) => relative(ROOT, one)).join(" → "));
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
}
