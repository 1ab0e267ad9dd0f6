import { describe, expect, test } from "bun:test";
import { inspect } from "node:util";
import { alertSettings, readAlert } from "../../../src/config/index.ts";
import type { JsonObject } from "../../../src/report/json.ts";

const URL = "https://hooks.example/services/a-secret-path";
const KEY = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const WEBHOOK = { name: "new", kind: "new_issue", via: "json", url: URL };
const MAIL = { name: "mail", kind: "silence", via: "email", to: ["security@shop.example"] };

/** Everything that is wrong, as `path: message`. */
function problemsOf(json: JsonObject): string[] {
  const reading = readAlert(json);
  return reading.ok ? [] : reading.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("an alert that somebody sends", () => {
  test("is read as the config file is, with the same defaults", () => {
    const quiet = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
    const reading = readAlert({ ...WEBHOOK, secret: KEY, atMost: "1/15m", after: "2d", quiet });
    if (!reading.ok) throw new Error("It was refused.");
    const { alert, written } = reading.value;
    expect(alert).toMatchObject({ atMost: { count: 1, per: 900_000 }, noise: "exclude", quiet });
    expect([alert.url?.reveal(), alert.secret?.reveal()]).toEqual([URL, KEY]);
    expect(readAlert(written)).toEqual(reading);
  });

  test("shows of its secrets the host, and that there is one", () => {
    const reading = readAlert({ ...WEBHOOK, secret: KEY, url: `${URL}?token=another-secret` });
    if (!reading.ok) throw new Error("It was refused.");
    const settings = alertSettings(reading.value.alert);
    expect(settings).toMatchObject({ host: "hooks.example", signed: true, after: "1d" });
    const shown = JSON.stringify([settings, reading.value.alert]) + inspect(reading.value.alert);
    for (const secret of ["a-secret-path", "another-secret", KEY]) {
      expect(shown).not.toContain(secret);
    }
  });

  test("may leave settings out or say null", () => {
    const nulls = { projects: null, quiet: null, secret: null, minCount: null };
    expect(problemsOf({ ...WEBHOOK, ...nulls })).toEqual([]);
    expect(problemsOf(MAIL)).toEqual([]);
  });

  test.each<[string, JsonObject, string[]]>([
    ["nothing", {}, ["name: is required", "kind: is required", "via: is required"]],
    [
      "control characters in its name",
      { ...WEBHOOK, name: "a\u0000b\u202E\n" },
      [expect.stringMatching(/^name: must be at most 63 letters/)],
    ],
    ["a name that is a path", { ...WEBHOOK, name: "../x" }, [expect.stringMatching(/^name: /)]],
    ["an endless name", { ...WEBHOOK, name: "a".repeat(64) }, [expect.stringMatching(/^name: /)]],
    ["a kind that is none", { ...WEBHOOK, kind: "new" }, [expect.stringMatching(/^kind: /)]],
    ["no address", { ...WEBHOOK, url: null }, [': needs the url of a webhook for via = "json"']],
    ["an address that is none", { ...WEBHOOK, url: "nonsense" }, ["url: is not a URL"]],
    [
      "an address of a file",
      { ...WEBHOOK, url: "file:///etc/passwd" },
      ["url: must begin with https:// or http://"],
    ],
    [
      "credentials in its address",
      { ...WEBHOOK, url: "https://user:pass@hooks.example/" },
      [expect.stringMatching(/^url: must not contain a user name or a password/)],
    ],
    [
      "an endless address",
      { ...WEBHOOK, url: `${URL}${"x".repeat(2_000)}` },
      ["url: must have at most 2000 characters"],
    ],
    ["a number as address", { ...WEBHOOK, url: 1 }, [expect.stringMatching(/^url: must be /)]],
    ["a variable as address", { ...WEBHOOK, url: { env: "HOME" } }, ["url: must be text"]],
    ["a file as secret", { ...WEBHOOK, secret: { file: "/etc/passwd" } }, ["secret: must be text"]],
    [
      "a secret that is none",
      { ...WEBHOOK, secret: "whsec_short" },
      [expect.stringMatching(/^secret: /)],
    ],
    [
      "a secret that signs nothing",
      { ...WEBHOOK, via: "slack", secret: KEY },
      ['secret: is of use with via = "json" only'],
    ],
    [
      "a header in an address of mail",
      { ...MAIL, to: ["a@b.example\r\nBcc: c@d.example"] },
      [expect.stringMatching(/^to\[0\]: /)],
    ],
    [
      "mail to crowds",
      { ...MAIL, to: Array(21).fill("a@b.example") },
      ["to: must have at most 20 entries"],
    ],
    [
      "more projects than there are",
      { ...WEBHOOK, projects: Array(1001).fill("a") },
      ["projects: must have at most 1000 entries"],
    ],
    [
      "a duration in numbers",
      { ...WEBHOOK, after: 1 },
      [expect.stringMatching(/^after: must be /)],
    ],
    [
      "a zone that is none",
      { ...WEBHOOK, quiet: { from: "22:00", to: "07:00", zone: "Mars" } },
      ["quiet.zone: is no time zone such as Europe/Berlin"],
    ],
    [
      "a setting that is none",
      { ...WEBHOOK, at_most: "1/1h", colour: "red" },
      ["atMost: is not written in camelCase", "colour: unknown setting"],
    ],
    ["a key of objects", JSON.parse('{"__proto__": {"a": 1}}'), [expect.any(String)]],
  ])("with %s is refused", (_, json, problems) => {
    const found = problemsOf(json);
    for (const problem of problems) expect(found).toContainEqual(problem);
    expect(found.join("\n")).not.toMatch(/nonsense|pass@|whsec_short|HOME|passwd/);
  });
});
