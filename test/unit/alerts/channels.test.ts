import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Webhook } from "standardwebhooks";
import { channelOf, type Explained, type Send } from "../../../src/alerts/index.ts";
import { type Message, messageOf } from "../../../src/alerts/message.ts";
import { type AlertConfig, Secret } from "../../../src/config/config.ts";
import { systemClock } from "../../../src/sink/context.ts";
import { failureOf } from "../../support/failure.ts";
import { type FakeServer, startFakeServer, type Trouble } from "../../support/fake-server.ts";
import { anAlert } from "./support.ts";

const KEY = `whsec_${Buffer.from("a key of thirty-two bytes, no more").toString("base64")}`;
const signal = new AbortController().signal;

/** What report texts may hold to be more than text. */
const HOSTILE = [
  "<!channel> <@U123> <https://evil.example|click>",
  "@everyone @here",
  "`code` ``` **bold** _it_ ~s~ ||spoiler|| [link](https://evil.example)",
  "<script>alert(1)</script>&amp;",
  "a\r\nb\u0000c\u202Ed\u001B[31m",
  "x".repeat(9_000),
];

interface Request {
  readonly headers: Record<string, string>;
  readonly text: string;
  readonly json: Body;
}

/** As far as the tests look. */
interface Body {
  text: string;
  content: string;
  allowed_mentions: object;
  blocks: unknown;
  attachments: Array<{ contentType: string; content: { type: string; body: object[] } }>;
  type: string;
  data: { findings: Array<{ details: { blocked: string }; url: string }> };
}

type Outcome = { status: number; headers?: Record<string, string>; body?: string };
let server: FakeServer<Request, Outcome | "ok">;

beforeEach(async () => {
  server = await startFakeServer<Request, Outcome>(0, {
    read: ({ headers }, body) => ({
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, `${value}`]),
      ),
      text: body.toString(),
      json: JSON.parse(body.toString()),
    }),
    answer: (outcome, _, response) => {
      const {
        status,
        headers = {},
        body = "ok",
      }: Trouble & Outcome = outcome === "ok" ? { status: 200 } : outcome;
      response.writeHead(status, headers).end(body);
    },
  });
});

afterEach(() => server.close());

function channel(over: Partial<AlertConfig>): Send {
  const alert = anAlert({ url: new Secret(`${server.url}/a-secret-path`), ...over });
  return channelOf(alert, {
    clock: systemClock,
    fetch,
    lookUp: async () => ["127.0.0.1"],
    smtp: null,
  });
}

/** What an explanation says that repeats a text. */
const said = (blocked: string) => ({
  verdict: "attack" as const,
  confidence: "high" as const,
  happened: `A script at “${blocked}” was blocked by script-src.`,
  advice: `Search for “${blocked}”.`,
});

function message(blocked: string, count = 1, explained: Explained | null = null): Message {
  const findings = Array.from({ length: count }, (_, at) => ({
    key: `${at}`,
    project: "shop",
    issue: "9f2c1a7be04d5638",
    text: ["New issue: script-src blocked ", { said: blocked }],
    details: { blocked },
    explained,
  }));
  const base = "https://tattle.example";
  return messageOf({ id: "message-1", alert: "new", kind: "new_issue", at: 0, findings, base });
}

async function sent(via: AlertConfig["via"], blocked: string, count = 1): Promise<Request> {
  expect(await channel({ via })(message(blocked, count), signal)).toBe("200: ok");
  const request = server.requests.at(-1);
  if (request === undefined) throw new Error("nothing came");
  return request;
}

describe("slack", () => {
  test("gets rich text, in which nothing is special, and a text without mentions", async () => {
    const { json } = await sent("slack", "https://cdn.example");
    expect(json.blocks).toEqual([
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [{ type: "text", text: "A new issue (new)", style: { bold: true } }],
          },
          {
            type: "rich_text_list",
            style: "bullet",
            elements: [
              {
                type: "rich_text_section",
                elements: [
                  { type: "text", text: "New issue: script-src blocked " },
                  { type: "text", text: "https://cdn.example", style: { code: true } },
                  { type: "text", text: " " },
                  {
                    type: "link",
                    url: "https://tattle.example/issues/9f2c1a7be04d5638",
                    text: "details",
                  },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  test.each(HOSTILE)("shows %j as text", async (text) => {
    const { json } = await sent("slack", text);
    expect(json.text).not.toMatch(/[<>]/);
    expect(json.text.split("\n")).toHaveLength(2);
    expect(json.text.match(/`/g)).toHaveLength(2);
  });
});

describe("discord", () => {
  test.each(HOSTILE)("shows %j as text, and nobody is mentioned", async (text) => {
    const { json } = await sent("discord", text);
    expect(json.allowed_mentions).toEqual({ parse: [] });
    expect(json.content.match(/`/g)).toHaveLength(2);
    expect(json.content.split("\n")).toHaveLength(2);
  });

  test("gets no more than it takes, and is told how much is left out", async () => {
    const { json } = await sent("discord", "y".repeat(500), 30);
    expect(json.content.length).toBeLessThanOrEqual(2_000);
    expect(json.content).toMatch(/and 2\d more$/);
  });
});

describe("teams", () => {
  test.each(HOSTILE)("gets %j in a text run of an Adaptive Card", async (text) => {
    const { json } = await sent("teams", text);
    const [card] = json.attachments;
    expect(card?.contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(card?.content.type).toBe("AdaptiveCard");
    expect(card?.content.body.every((block) => "inlines" in block)).toBe(true);
    expect(JSON.stringify(card)).not.toContain('"TextBlock"');
  });
});

describe("json", () => {
  test("is signed as Standard Webhooks are, with the same id for each attempt", async () => {
    await channel({ secret: new Secret(KEY) })(message("https://cdn.example"), signal);
    const [request] = server.requests;
    expect(() =>
      new Webhook(KEY).verify(request?.text ?? "", request?.headers ?? {}),
    ).not.toThrow();
    expect(request?.headers["webhook-id"]).toBe("message-1");
  });

  test.each(HOSTILE)("has %j as it came", async (text) => {
    const { json } = await sent("json", text);
    expect(json.type).toBe("tattle.alert");
    expect(json.data.findings[0]?.details.blocked).toBe(text);
  });
});

describe("an explanation", () => {
  const line = "A script at “https://cdn.example” was blocked by script-src.";
  const todo = "What to do: Search for “https://cdn.example”.";
  const send = async (via: AlertConfig["via"], text: string, count = 1) => {
    await channel({ via })(message(text, count, said(text)), signal);
    return server.requests.at(-1)?.json;
  };

  test.each([
    ["slack", { type: "text", text: `${line} ${todo}` }],
    ["teams", { type: "TextRun", text: `${line} ${todo}` }],
  ] as const)("is plain text in %s", async (via, element) => {
    const json = JSON.stringify(await send(via, "https://cdn.example"));
    expect(json).toContain(JSON.stringify(element));
    expect(json).toContain("Attack (high confidence): ");
  });

  test("stands under its line in discord", async () => {
    const json = await send("discord", "https://cdn.example");
    expect(json?.content.split("\n")[2]).toBe(`Attack (high confidence): \`${line} ${todo}\``);
  });

  test("has parts of its own in json", async () => {
    const json = await send("json", "https://cdn.example");
    expect(json?.data.findings[0]).toMatchObject({ explanation: said("https://cdn.example") });
  });

  test.each(HOSTILE)("of %j is text in slack, discord and teams", async (text) => {
    const slack = await send("slack", text);
    expect(slack?.text).not.toMatch(/[<>]/);
    expect(slack?.text.split("\n")).toHaveLength(3);
    const discord = await send("discord", text);
    expect(discord?.content.match(/`/g)).toHaveLength(4);
    expect(discord?.content.split("\n")).toHaveLength(3);
    const teams = JSON.stringify(await send("teams", text));
    expect(teams).not.toContain('"TextBlock"');
    expect(teams).not.toMatch(/\\r|\\u0000|\u202E/);
  });

  test("is left out where discord has no room, before any line is", async () => {
    const json = await send("discord", "z".repeat(150), 10);
    expect(json?.content.length).toBeLessThanOrEqual(2_000);
    expect(json?.content.match(/^•/gm)?.length).toBeGreaterThan(6);
    const few = await send("discord", "z".repeat(50), 10);
    expect(few?.content.match(/^•/gm)).toHaveLength(10);
    expect(few?.content.match(/^Attack/gm)?.length).toBeWithin(1, 10);
  });
});

describe("a webhook", () => {
  test("that refuses says why, without the address", async () => {
    server.script({ status: 503, headers: { "retry-after": "120" }, body: "no: /a-secret-path" });
    const failure = await failureOf(channel({})(message("x"), signal));
    expect(failure.message).toBe(`${server.url} answered 503: no: …`);
    expect(failure).toMatchObject({ retryAfter: 120_000 });
  });

  test("that redirects is not followed", async () => {
    server.script({ status: 302, headers: { location: "https://evil.example/x" } });
    const failure = await failureOf(channel({})(message("x"), signal));
    expect(failure.message).toContain("leads to https://evil.example and is not followed");
    expect(server.requests).toHaveLength(1);
  });

  test("on this machine is refused unless it is allowed", async () => {
    const failure = await failureOf(channel({ privateAddresses: "refuse" })(message("x"), signal));
    expect(failure.message).toContain("no public address");
    expect(server.requests).toHaveLength(0);
  });

  test.each(["nonsense", "ftp://x.example", "https://user:pass@x.example/"])(
    "cannot be %s, and no message shows it",
    async (text) => {
      const failure = await failureOf(channel({ url: new Secret(text) })(message("x"), signal));
      expect(failure.message).toStartWith("`url` ");
      expect(failure.message).not.toContain(text);
    },
  );

  test("whose secret is none is not sent anything", async () => {
    const failure = await failureOf(channel({ secret: new Secret("short") })(message("x"), signal));
    expect(failure.message).toStartWith("`secret` ");
    expect(failure.message).not.toContain("short");
  });
});
