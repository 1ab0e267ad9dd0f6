import { describe, expect, test } from "bun:test";
import { loadGeneral } from "../../../src/config/index.ts";
import { load, problemsOf } from "./support.ts";

const ALERT = `[[alerts]]
name = "a"
kind = "new_issue"
`;
const env = { HOOK: "https://hooks.example/x" };
const URL = 'url = { env = "HOOK" }\n';

describe("an alert", () => {
  test("has its defaults, and its rate and address are read", () => {
    const text = `${ALERT}via = "slack"\nat_most = "1/15m"\n${URL}`;
    const [alert] = load(text, { env }).config.alerts;
    expect(alert).toMatchObject({
      atMost: { count: 1, per: 900_000 },
      noise: "exclude",
      projects: null,
      quiet: null,
      privateAddresses: "refuse",
    });
    expect(alert?.url?.reveal()).toBe(env.HOOK);
  });

  test.each([
    ["no address", 'via = "slack"', ['needs the url of a webhook for via = "slack"']],
    [
      "mail to nobody and by nobody",
      'via = "email"',
      [
        'needs addresses in to for via = "email"',
        'needs the mail server in [smtp] for via = "email"',
      ],
    ],
    [
      "a secret that signs nothing",
      `via = "slack"\nsecret = { env = "HOOK" }\n${URL}`,
      ['secret: is of use with via = "json" only'],
    ],
    [
      "a zone that is none",
      `via = "json"\n${URL}quiet = { from = "22:00", to = "07:00", zone = "Mars" }`,
      ["quiet.zone: is no time zone such as Europe/Berlin"],
    ],
    [
      "a night without length",
      `via = "json"\n${URL}quiet = { from = "22:00", to = "22:00" }`,
      ["quiet: begins and ends at the same time"],
    ],
    [
      "a rate that is none",
      `via = "json"\n${URL}at_most = "often"`,
      ['at_most: must be so many in a time, such as "4/1h" or "1/15m", not "often"'],
    ],
    [
      "a header in an address",
      'via = "email"\nto = ["a@b.example\\r\\nBcc: c@d.example"]',
      [
        'to[0]: must be an address such as security@shop.example, not "a@b.example\\r\\nBcc: c@d.example"',
      ],
    ],
  ])("with %s is refused", (_, settings, problems) => {
    const found = problemsOf(`${ALERT}${settings}`, { env });
    for (const problem of problems) {
      expect(found.some((line) => line.endsWith(problem))).toBe(true);
    }
    expect(found).toHaveLength(problems.length);
  });

  test("has a name of its own", () => {
    const one = `${ALERT}via = "json"\n${URL}`;
    expect(problemsOf(`${one}${one}`, { env })).toEqual([
      expect.stringContaining("alerts[0] has the same name"),
    ]);
  });
});

test("whoever asks the server needs no secret of alerts and mail", () => {
  const text = `[smtp]
host = "smtp.shop.example"
from = "tattle@shop.example"
user = "tattle"
password = { env = "NOT_THERE" }
${ALERT}via = "json"
${URL}`;
  const sources = { file: { path: "/t.toml", text }, env: {}, flags: [], cwd: "/" };
  expect(loadGeneral(sources, () => "").smtp).toBeNull();
});
