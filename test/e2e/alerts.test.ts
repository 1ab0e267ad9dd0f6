import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { makeCertificates } from "../support/certificates.ts";
import { eventually } from "../support/eventually.ts";
import { startFakeWebhook } from "../support/fake-webhook.ts";
import { canRun } from "../support/programs.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { hasSmtpServer, SmtpServer } from "../support/smtp-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LIMIT = 60_000;

function configFor(url: string): string {
  return `[alerting]
url = "https://tattle.example"
interval = "1s"
[[alerts]]
name = "new"
kind = "new_issue"
via = "json"
url = "${url}"
private_addresses = "allow"
at_most = "100/1m"
`;
}

function violation(host: string): string {
  return JSON.stringify({
    "csp-report": {
      "document-uri": "https://shop.example/cart",
      "effective-directive": "script-src-elem",
      "violated-directive": "script-src-elem",
      "blocked-uri": `https://${host}/a.js`,
      "original-policy": "script-src 'self'",
      disposition: "enforce",
    },
  });
}

async function alertOf(tattle: TattleProcess) {
  const { items } = await tattle.api<{
    items: Array<{ askedAt: string | null; messages: Array<{ state: string }> }>;
  }>("/api/v1/alerts");
  const [alert] = items;
  if (alert?.askedAt == null) throw new Error("not asked yet");
  return alert;
}

/** What came of a test message. */
async function tried(tattle: TattleProcess, name: string): Promise<unknown> {
  const answer = await fetch(`${tattle.adminUrl}/api/v1/alerts/${name}/test`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  return answer.json();
}

test(
  "a new issue reaches a webhook, and after a kill what could not be sent reaches it too",
  async () => {
    using folder = temporaryFolder();
    await using hook = await startFakeWebhook();
    const options = { data: join(folder.path, "data"), toml: configFor(hook.url) };
    await using first = await TattleProcess.start(options);
    await eventually(() => alertOf(first));

    expect((await first.report(violation("cdn.evil.example"))).status).toBe(204);
    const [told] = await eventually(() => {
      if (hook.received.length === 0) throw new Error("nothing came");
      return hook.received;
    });
    expect(told?.body.data.findings[0]?.details.blocked).toBe("https://cdn.evil.example");
    expect(told?.body.data.findings[0]?.issue).toMatch(/^[0-9a-f]{16}$/);

    hook.state.refuses = true;
    await first.report(violation("second.evil.example"));
    await eventually(async () => {
      const { messages } = await alertOf(first);
      if (messages[0]?.state !== "open") throw new Error("no attempt yet");
    });
    await first.kill();

    hook.state.refuses = false;
    await using second = await TattleProcess.start(options);
    expect(await tried(second, "new")).toEqual({ ok: true, said: "200" });
    const last = await eventually(() => {
      const found = hook.received.find(({ body }) =>
        body.data.findings.some(({ details }) => details.blocked.includes("second")),
      );
      if (found === undefined) throw new Error("it did not come");
      return found;
    }, LIMIT);
    expect(last.body.data.findings).toHaveLength(1);
    const metrics = await (await fetch(`${second.adminUrl}/metrics`)).text();
    expect(metrics).toContain('tattle_alert_messages_total{alert="new",outcome="sent"} 1');
  },
  2 * LIMIT,
);

test(
  "every kind of alert gets its answers from the store",
  async () => {
    using folder = temporaryFolder();
    const kinds = ["new_issue", "regression", "spike", "silence", "directive", "unknown_token"];
    const toml = kinds.map(
      (kind) => `[[alerts]]
name = "${kind}"
kind = "${kind}"
via = "json"
url = { env = "HOOK" }
`,
    );
    const options = {
      data: join(folder.path, "data"),
      toml: `alerting.interval = "1s"\n${toml.join("")}`,
      env: { HOOK: "http://127.0.0.1:1/" },
    };
    await using first = await TattleProcess.start(options);
    const issue = await eventually(async () => {
      await first.report(violation("cdn.evil.example"));
      const { items } = await first.api<{ items: Array<{ id: string }> }>("/api/v1/issues");
      if (items[0] === undefined) throw new Error("not stored yet");
      return items[0].id;
    });
    await fetch(`${first.adminUrl}/api/v1/issues/${issue}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      body: JSON.stringify({ status: "resolved" }),
    });
    await first.kill();

    // They begin anew, now that there is something to look at.
    for (const end of ["", "-wal", "-shm"])
      rmSync(`${options.data}/alerts.db${end}`, { force: true });
    await using second = await TattleProcess.start(options);
    const alerts = await eventually(async () => {
      const { items } = await second.api<{
        items: Array<{ name: string; askedAt: string | null; problem: string | null }>;
      }>("/api/v1/alerts");
      if (items.some(({ askedAt, problem }) => askedAt === null && problem === null)) {
        throw new Error("not asked yet");
      }
      return items;
    });
    expect(alerts.map(({ name, problem }) => [name, problem])).toEqual(
      kinds.map((kind) => [kind, null]),
    );
    expect(second.stderr).not.toContain("an alert cannot be worked on");
  },
  LIMIT,
);

test.skipIf(!hasSmtpServer() || !canRun(["openssl"]))(
  "a test message reaches a mail server, encrypted and logged in",
  async () => {
    using folder = temporaryFolder();
    const tls = makeCertificates(folder.path);
    const login = { user: "tattle", password: "a-very-secret-password" };
    await using server = await SmtpServer.start({ tls, login });
    const toml = `[smtp]
host = "localhost"
port = ${server.port}
from = "tattle@shop.example"
user = "${login.user}"
password = { env = "SMTP_PASSWORD" }
[[alerts]]
name = "mail"
kind = "silence"
via = "email"
to = ["security@shop.example"]
`;
    const env = { SMTP_PASSWORD: login.password, NODE_EXTRA_CA_CERTS: tls.authority };
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml, env });
    expect(await tried(tattle, "mail")).toEqual({ ok: true, said: "250 Taken" });
    const [mail] = await eventually(() => {
      if (server.mails.length === 0) throw new Error("nothing came");
      return server.mails;
    });
    expect(mail).toMatchObject({ encrypted: true, user: login.user });
    expect(mail?.data).toContain("This is a test of the alert mail: nothing has happened.");
  },
  LIMIT,
);
