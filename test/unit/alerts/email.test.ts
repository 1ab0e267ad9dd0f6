import { describe, expect, test } from "bun:test";
import { channelOf, type Send } from "../../../src/alerts/index.ts";
import { type Message, messageOf } from "../../../src/alerts/message.ts";
import { Secret, type SmtpConfig } from "../../../src/config/config.ts";
import { systemClock } from "../../../src/sink/context.ts";
import { makeCertificates } from "../../support/certificates.ts";
import { eventually } from "../../support/eventually.ts";
import { failureOf } from "../../support/failure.ts";
import { canRun } from "../../support/programs.ts";
import { hasSmtpServer, type Mail, SmtpServer } from "../../support/smtp-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { anAlert } from "./support.ts";

const signal = new AbortController().signal;
const LOGIN = { user: "tattle", password: "a-very-secret-password" };

function channel(port: number, over: Partial<SmtpConfig> = {}): Send {
  const smtp: SmtpConfig = {
    host: "127.0.0.1",
    port,
    security: "none",
    from: "tattle@shop.example",
    user: null,
    password: null,
    ...over,
  };
  const alert = anAlert({ via: "email", url: null, to: ["security@shop.example"] });
  return channelOf(alert, { clock: systemClock, fetch, lookUp: async () => [], smtp });
}

function message(blocked: string): Message {
  const text = ["New issue: script-src blocked ", { said: blocked }];
  const explained = {
    verdict: "attack",
    confidence: "high",
    happened: `A script at “${blocked}” was blocked by script-src.`,
    advice: `Search for “${blocked}”.`,
  } as const;
  const finding = {
    explained,
    key: "a",
    project: "shop",
    issue: "9f2c1a7be04d5638",
    text,
    details: {},
  };
  const parts = { id: "alert-1", alert: "new", at: 0, findings: [finding] };
  return messageOf({ ...parts, kind: "new_issue", base: "https://tattle.example" });
}

/** The body as a mail program shows it. */
function bodyOf({ data }: Mail): string {
  const body = data.split("\r\n\r\n").slice(1).join("\n\n").replaceAll("=\r\n", "");
  const bytes = body.replace(/=([0-9A-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number(`0x${hex}`)),
  );
  return Buffer.from(bytes, "latin1").toString();
}

async function taken(server: SmtpServer): Promise<Mail> {
  return eventually(() => {
    const mail = server.mails.at(-1);
    if (mail === undefined) throw new Error("nothing came");
    return mail;
  });
}

describe.skipIf(!hasSmtpServer())("e-mail", () => {
  test("comes as plain text, with a link and the message's id", async () => {
    await using server = await SmtpServer.start();
    expect(await channel(server.port)(message("https://cdn.example"), signal)).toBe("250 Taken");
    const mail = await taken(server);
    const { from, to, data } = mail;
    expect([from, to]).toEqual(["tattle@shop.example", ["security@shop.example"]]);
    expect(data).toMatch(/^Subject: \[Tattle\] A new issue \(new\)\r$/m);
    expect(data).toMatch(/^Message-ID: <alert-1@shop\.example>\r$/m);
    expect(data).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
    expect(bodyOf(mail).split(/\r?\n/)).toEqual([
      "A new issue",
      "",
      "- New issue: script-src blocked https://cdn.example",
      "  Attack (high confidence):",
      "  A script at “https://cdn.example” was blocked by script-src.",
      "  What to do: Search for “https://cdn.example”.",
      "  https://tattle.example/issues/9f2c1a7be04d5638",
      "",
      "https://tattle.example",
      "",
    ]);
  });

  test.each([
    "x\r\nBcc: thief@evil.example\r\n\r\n<h1>hello</h1>",
    "x\r\n.\r\nMAIL FROM:<thief@evil.example>\r\n",
    "x\nSubject: other\u0000\u202Etxt",
  ])("shows %j as text of the body, on one line", async (text) => {
    await using server = await SmtpServer.start();
    await channel(server.port)(message(text), signal);
    const { to, data } = await taken(server);
    expect(to).toEqual(["security@shop.example"]);
    const [head = ""] = data.split("\r\n\r\n");
    expect(head).not.toMatch(/thief|other/);
    expect(
      data.split("\r\n").filter((line) => /^(?:Bcc|MAIL|\.$|Subject: other)/.test(line)),
    ).toEqual([]);
    expect(server.mails).toHaveLength(1);
  });

  test("is sent to nobody who does not speak TLS, where that is asked for", async () => {
    await using server = await SmtpServer.start();
    const failure = await failureOf(
      channel(server.port, { security: "starttls" })(message("x"), signal),
    );
    expect(failure.message).toStartWith(`127.0.0.1:${server.port}: `);
    expect(server.mails).toEqual([]);
  });

  test.skipIf(!canRun(["openssl"]))(
    "is sent to nobody whose certificate proves nothing",
    async () => {
      using folder = temporaryFolder();
      const tls = makeCertificates(folder.path);
      await using server = await SmtpServer.start({ tls });
      const failure = await failureOf(
        channel(server.port, { security: "starttls" })(message("x"), signal),
      );
      expect(failure.message).toContain("certificate");
      expect(server.mails).toEqual([]);
    },
  );

  test("logs in, and says so where that is refused, without the password", async () => {
    await using server = await SmtpServer.start({ login: LOGIN });
    const login = { user: LOGIN.user, password: new Secret(LOGIN.password) };
    await channel(server.port, login)(message("x"), signal);
    expect((await taken(server)).user).toBe(LOGIN.user);
    const wrong = { ...login, password: new Secret("another-secret-password") };
    const failure = await failureOf(channel(server.port, wrong)(message("x"), signal));
    expect(failure.message).toContain("535");
    expect(failure.message).not.toContain("another-secret-password");
  });

  test("says so where nobody listens", async () => {
    const failure = await failureOf(channel(1)(message("x"), signal));
    expect(failure.message).toStartWith("127.0.0.1:1: ");
  });
});
