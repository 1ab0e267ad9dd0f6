import { expect, test } from "bun:test";
import { Run } from "./support.ts";

const RULE = "match = 'suffix'\nfields = ['blocked']\nwhy = 'An extension.'";

async function check(toml: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const run = new Run();
  run.files.set("/t.toml", toml);
  const code = await run.start(["check", "-c", "/t.toml"]);
  return { code, stdout: run.stdout, stderr: run.stderr };
}

test("rules of the config file that can be used are taken", async () => {
  const toml = `noise.disabled = ["extension-host", "own/b"]
    [[noise.rules]]\nid = "own/a"\nvalue = "Widget.example"\n${RULE}
    [[noise.rules]]\nid = "own/b"\nvalue = "other.example"\n${RULE}`;
  expect(await check(toml)).toMatchObject({ code: 0, stderr: "" });
});

test("those that cannot are mistakes, all of them at once, each with its place", async () => {
  const toml = `[[noise.rules]]\nid = "own/a"\nvalue = "co.uk"\n${RULE}
[[noise.rules]]\nid = "own/a"\nvalue = "x.example"\n${RULE.replace("blocked", "sample")}`;
  const { code, stderr } = await check(toml);
  expect(code).toBe(3);
  expect(stderr).toContain("/t.toml:3:9: noise.rules[0].value: is too broad");
  expect(stderr).toContain("/t.toml:11:11: noise.rules[1].fields: sample: not with suffix");
  expect(stderr).toContain("/t.toml:8:6: noise.rules[1].id: another rule has the same id");
});

test("a rule that is switched off and does not exist is worth a warning only", async () => {
  const run = new Run();
  run.files.set("/t.toml", `noise.disabled = ["extension-hots"]`);
  const ended = run.start(["serve", "-c", "/t.toml"]);
  await run.untilStderr("Reporting-Endpoints");
  expect(run.stderr).toContain(
    'noise.disabled[0]: there is no noise rule and no kind "extension-hots"',
  );
  run.signal("SIGTERM");
  expect(await ended).toBe(0);
});
