import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { eventually } from "../support/eventually.ts";
import { startFakeWebhook } from "../support/fake-webhook.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { hasSmtpServer, SmtpServer } from "../support/smtp-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LIMIT = 60_000;
const KEY = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

const ALERTING = `[alerting]
url = "https://tattle.example"
interval = "1s"
private_addresses = "allow"
`;

interface AlertView {
  name: string;
  code?: string;
  askedAt: string | null;
  waiting: number;
  messages: Array<{ state: string }>;
}

async function call(tattle: TattleProcess, method: string, path: string, body: object = {}) {
  const answer = await fetch(`${tattle.adminUrl}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json: AlertView & { items: AlertView[] } = JSON.parse(text);
  return { status: answer.status, text, json };
}

/** An alert by name, once it was asked. */
function asked(tattle: TattleProcess, name: string): Promise<AlertView> {
  return eventually(async () => {
    const { json } = await call(tattle, "GET", "/alerts");
    const found = json.items.find((alert) => alert.name === name);
    if (found?.askedAt == null) throw new Error("not asked yet");
    return found;
  }, LIMIT);
}

/** Waits until the newest message of the alert is so. */
async function newest(tattle: TattleProcess, state: string): Promise<void> {
  await eventually(async () => {
    const { messages } = await asked(tattle, "own");
    if (messages[0]?.state !== state) throw new Error(`not ${state}`);
  }, LIMIT);
}

function violation(blocked: string): string {
  return JSON.stringify({
    "csp-report": {
      "document-uri": "https://shop.example/cart",
      "effective-directive": "script-src-elem",
      "violated-directive": "script-src-elem",
      "blocked-uri": blocked,
      "original-policy": "script-src 'self'",
      disposition: "enforce",
    },
  });
}

/** Waits until the store has an issue about that text. */
async function stored(tattle: TattleProcess, blocked: string): Promise<void> {
  await tattle.report(violation(blocked));
  await eventually(async () => {
    const answer = await tattle.api<{ items: Array<{ blocked: string }> }>("/api/v1/issues");
    if (!answer.items.some((issue) => blocked.startsWith(issue.blocked))) {
      throw new Error("not stored yet");
    }
  }, LIMIT);
}

test(
  "an alert that is made at run time tells what is new, in plain words, until it is removed",
  async () => {
    using folder = temporaryFolder();
    await using hook = await startFakeWebhook();
    const options = { data: join(folder.path, "data"), toml: ALERTING };
    await using first = await TattleProcess.start(options);
    await stored(first, "https://old.evil.example/a.js");

    const draft = { kind: "new_issue", via: "json", url: hook.url, privateAddresses: "allow" };
    const tried = await call(first, "POST", "/alerts/test", draft);
    expect(tried.json).toMatchObject({ ok: true, said: "200" });
    const alert = { ...draft, name: "own", secret: KEY, atMost: "1000/1m" };
    const made = await call(first, "POST", "/alerts", alert);
    expect([made.status, made.text.includes("a-secret-path")]).toEqual([201, false]);
    await asked(first, "own");

    // Noise comes first, so that it would be told by the time that the other is.
    await stored(first, "chrome-extension://abcdefghijklmnopabcdefghijklmnop/x.js");
    await first.report(violation("https://new.evil.example/b.js"));
    const [finding] = await eventually(() => {
      if (hook.findings().length === 0) throw new Error("nothing came");
      return hook.findings();
    }, LIMIT);
    expect(finding?.details.blocked).toBe("https://new.evil.example");
    expect(finding?.url).toBe(`https://tattle.example/issues/${finding?.issue}`);
    expect(finding?.explanation?.happened).toContain("“https://new.evil.example”");
    expect(finding?.explanation?.advice).not.toBe("");
    const last = hook.received.at(-1);
    const headers = Object.entries(last?.headers ?? {}).map(([key, value]) => [key, `${value}`]);
    const verify = () => new Webhook(KEY).verify(last?.text ?? "", Object.fromEntries(headers));
    expect(verify).not.toThrow();

    await newest(first, "sent");
    await first.kill();
    await using second = await TattleProcess.start(options);
    const { text } = await call(second, "GET", "/alerts");
    for (const secret of ["a-secret-path", KEY, KEY.slice(6)]) {
      expect(text + first.stderr + second.stderr).not.toContain(secret);
    }
    await second.report(violation("https://third.evil.example/c.js"));
    await eventually(() => {
      if (hook.findings().length < 2) throw new Error("nothing came");
    }, LIMIT);
    await newest(second, "sent");

    // What waits when an alert is removed is not sent, though one of the same name follows.
    hook.state.refuses = true;
    await second.report(violation("https://fourth.evil.example/d.js"));
    await newest(second, "open");
    expect((await call(second, "DELETE", "/alerts/own")).status).toBe(200);
    hook.state.refuses = false;
    expect((await call(second, "POST", "/alerts", alert)).status).toBe(201);
    expect((await asked(second, "own")).messages).toEqual([]);
    await second.report(violation("https://fifth.evil.example/e.js"));
    await eventually(() => {
      if (hook.findings().length < 3) throw new Error("nothing came");
    }, LIMIT);
    expect(hook.findings().map(({ details }) => details.blocked)).toEqual([
      "https://new.evil.example",
      "https://third.evil.example",
      "https://fifth.evil.example",
    ]);
  },
  4 * LIMIT,
);

test(
  "what the config file does not allow is refused with advice, and a held database changes nothing",
  async () => {
    using folder = temporaryFolder();
    await using hook = await startFakeWebhook();
    const options = { data: join(folder.path, "data") };
    await using tattle = await TattleProcess.start(options);
    const alert = { name: "own", kind: "new_issue", via: "json", url: hook.url };
    const open = { ...alert, privateAddresses: "allow" };
    const mail = { name: "m", kind: "silence", via: "email", to: ["a@shop.example"] };
    expect((await call(tattle, "POST", "/alerts", open)).json.code).toBe("alert_address_refused");
    expect((await call(tattle, "POST", "/alerts", mail)).json.code).toBe("alert_needs_mail_server");
    const tried = await call(tattle, "POST", "/alerts/test", alert);
    expect(tried.json).toMatchObject({
      ok: false,
      said: expect.stringContaining("no public address"),
    });
    expect(hook.received).toEqual([]);

    const holder = new Database(join(options.data, "control.db"));
    holder.run("BEGIN IMMEDIATE");
    const held = await call(tattle, "POST", "/alerts", alert);
    expect([held.status, held.json.code]).toEqual([503, "control_unavailable"]);
    expect((await tattle.report(violation("https://cdn.example/x.js"))).status).toBe(204);
    holder.run("ROLLBACK");
    holder.close(false);
    expect((await call(tattle, "POST", "/alerts", alert)).status).toBe(201);

    const many = Array.from({ length: 300 }, (_, at) =>
      call(tattle, "POST", "/alerts", { ...alert, name: `a${at}` }),
    );
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(99);
    expect(new Set(statuses)).toEqual(new Set([201, 409]));
    expect((await tattle.report(violation("https://cdn.example/x.js"))).status).toBe(204);
  },
  2 * LIMIT,
);

test.skipIf(!hasSmtpServer())(
  "an alert that is made at run time writes e-mail by the server of the config file",
  async () => {
    using folder = temporaryFolder();
    await using server = await SmtpServer.start();
    const smtp = `[smtp]
host = "127.0.0.1"
port = ${server.port}
security = "none"
from = "tattle@shop.example"
`;
    const options = { data: join(folder.path, "data"), toml: `${ALERTING}${smtp}` };
    await using tattle = await TattleProcess.start(options);
    const mail = { name: "mail", kind: "new_issue", via: "email", to: ["a@shop.example"] };
    expect((await call(tattle, "POST", "/alerts", mail)).status).toBe(201);
    await asked(tattle, "mail");
    await tattle.report(violation("https://cdn.example/x.js\r\nBcc: thief@evil.example"));
    const [taken] = await eventually(() => {
      if (server.mails.length === 0) throw new Error("nothing came");
      return server.mails;
    }, LIMIT);
    expect(taken?.to).toEqual(["a@shop.example"]);
    expect(taken?.data.replaceAll("=\r\n", "")).toContain("What to do: ");
    expect(taken?.data).not.toMatch(/^Bcc/m);
  },
  2 * LIMIT,
);
