import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Setup, SetupInput } from "../../../src/setup/index.ts";
import { canRun, type Program } from "../../support/programs.ts";
import {
  codeOf,
  runExpress,
  runNext,
  runPhp,
  runPython,
  runRuby,
  runWorkers,
  type Sent,
  type Visitor,
} from "../../support/snippet-runs.ts";
import { linesAsSent, SETUPS, setupOf } from "../../support/snippet-setups.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

// Programs and servers may be slow to start where much else runs.
setDefaultTimeout(60_000);

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const IDS = [
  "plain",
  "nginx",
  "apache",
  "caddy",
  "express",
  "next",
  "rails",
  "django",
  "laravel",
  "spring",
  "aspnet",
  "workers",
  "netlify",
  "vercel",
];

test("there is a snippet for every stack", () => {
  const { snippets } = setupOf();
  expect(snippets.map(({ id }) => id)).toEqual(IDS);
  for (const { name, language, file, code } of snippets) {
    expect([name, language, file, code]).not.toContain("");
  }
});

const VISITOR: Visitor = { user: "u; script-src *,\"'$%{}\\ü", session: "s&v=2" };

interface Runner {
  readonly id: string;
  readonly needs: readonly Program[];
  run(setup: Setup): Sent | Promise<Sent>;
}

const RUNNERS: readonly Runner[] = [
  { id: "express", needs: [], run: (setup) => runExpress(setup, folder.path, VISITOR) },
  { id: "next", needs: [], run: (setup) => runNext(setup, folder.path, VISITOR) },
  { id: "workers", needs: [], run: (setup) => runWorkers(setup, VISITOR) },
  { id: "django", needs: ["python3"], run: (setup) => runPython(setup, folder.path, VISITOR) },
  { id: "rails", needs: ["ruby"], run: (setup) => runRuby(setup, folder.path, VISITOR) },
  { id: "laravel", needs: ["php"], run: (setup) => runPhp(setup, folder.path, VISITOR) },
];

/** helmet parts directives without a space. */
function spaced(sent: Sent): Sent {
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, value.replace(/;(?=\S)/g, "; ").trim()]),
  );
}

for (const { id, needs, run } of RUNNERS) {
  describe.skipIf(!canRun(needs))(`the snippet ${id}, run,`, () => {
    test.each(SETUPS)("sends the headers of %s", async (_, setup) => {
      const sent = spaced(await run(setup));
      expect(sent).toEqual(linesAsSent(setup));
    });

    test("names user and session, percent-encoded so that nothing breaks out", async () => {
      const input: Partial<SetupInput> = { distinctId: true, sessionId: true, nonce: true };
      const sent = spaced(await run(setupOf(input)));
      const policy = sent["Content-Security-Policy"] ?? "";
      const url = URL.parse(policy.split("report-uri ")[1] ?? "");
      // A value of a cookie ends at a semicolon, as browsers have it.
      const user = id === "workers" ? "u" : VISITOR.user;
      expect(url?.searchParams.get("distinct_id")).toBe(user);
      expect(url?.searchParams.get("session_id")).toBe(VISITOR.session);
      expect(url?.searchParams.get("v")).toBeNull();
      expect(policy.split(";").length).toBe(8);
      expect(sent["Reporting-Endpoints"]).toBe(`default="${policy.split("report-uri ")[1]}"`);
    });

    // It stands before an origin, whose scripts it does not know.
    if (id === "workers") return;
    test("makes a nonce in the policy's own grammar", async () => {
      const sent = await run(setupOf({ nonce: true }));
      expect(sent["Content-Security-Policy"]).toMatch(
        /script-src 'self' 'report-sample' 'nonce-[A-Za-z0-9+/_-]{3,}={0,2}';/,
      );
    });
  });
}

describe("the snippet", () => {
  test.each(SETUPS)("vercel.json holds the headers of %s", (_, setup) => {
    const { headers } = JSON.parse(codeOf(setup, "vercel"));
    const pairs = headers[0].headers.map(({ key, value }: Record<string, string>) => [key, value]);
    expect(Object.fromEntries(pairs)).toEqual(linesAsSent(setup));
  });

  test.each(SETUPS)("_headers and plain lines are those of %s, one line each", (_, setup) => {
    const indented = setup.lines.map((line) => `  ${line}\n`).join("");
    expect(codeOf(setup, "netlify")).toBe(`/*\n${indented}`);
    expect(codeOf(setup, "plain")).toBe(`${setup.lines.join("\n")}\n`);
  });

  test.each(
    ["spring", "aspnet"].flatMap((id) => SETUPS.map(([name, setup]) => [id, name, setup] as const)),
  )("%s holds the headers of %s in its strings, and nothing of them beside", (id, _, setup) => {
    const code = codeOf(setup, id);
    const STRING = /"((?:[^"\\\n]|\\["\\])*)"/g;
    const text = [...code.matchAll(STRING)].map(([, inner = ""]) => inner.replace(/\\(.)/g, "$1"));
    for (const [name, value] of Object.entries(linesAsSent(setup))) {
      expect(text.join("")).toContain(name + value);
    }
    const allowed = codeOf(setupOf(), id).replace(STRING, '""').split(/\s+/);
    const beside = code.replace(STRING, '""').split(/\s+/);
    expect(beside.filter((word) => !allowed.includes(word))).toEqual([]);
  });

  test("says what a stack leaves out", () => {
    const { snippets } = setupOf({ nonce: true, distinctId: true });
    for (const { id, notes, code } of snippets) {
      expect(
        notes.some((note) => note.includes("no nonce")),
        id,
      ).toBe(!/nonce/i.test(code));
      expect(
        notes.some((note) => note.includes("left out")),
        id,
      ).toBe(!/distinct_?id/i.test(code));
    }
  });

  test("is bundled for browsers without anything that they lack", async () => {
    const entrypoint = new URL("../../../src/setup/index.ts", import.meta.url).pathname;
    const { outputs, success } = await Bun.build({ entrypoints: [entrypoint], target: "browser" });
    expect(success).toBe(true);
    const text = (await outputs[0]?.text()) ?? "";
    expect(text).toContain("Reporting-Endpoints");
    expect(new Bun.Transpiler({ loader: "js" }).scanImports(text)).toEqual([]);
    expect(/\bprocess\.|\bBun\./.test(text)).toBe(false);
  });
});
