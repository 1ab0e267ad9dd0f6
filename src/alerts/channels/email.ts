import type { Transporter } from "nodemailer";
import type { SmtpConfig } from "../../config/config.ts";
import { SinkError } from "../../sink/error.ts";
import { excerpt } from "../../sink/http/excerpt.ts";
import { labelOf, sentencesOf } from "../explained.ts";
import { type Line, type Message, plainText } from "../message.ts";
import type { Send } from "./channel.ts";

/** How long each step of a conversation may take, in milliseconds. */
const TIMEOUT = 10_000;

/** Sends messages as plain text, each over a connection of its own. */
export function email(to: readonly string[], smtp: SmtpConfig | null): Send {
  return async (message, signal) => {
    signal.throwIfAborted();
    if (smtp === null) throw new SinkError("there is no mail server in `[smtp]`");
    const transport = await connect(smtp);
    const hide = [smtp.password?.reveal()];
    const abort = () => transport.close();
    signal.addEventListener("abort", abort, { once: true });
    try {
      const { response } = await transport.sendMail(mailOf(message, to, smtp.from));
      return excerpt(response ?? "", { hide });
    } catch (error) {
      const said = error instanceof Error ? error.message : "";
      throw new SinkError(excerpt(`${smtp.host}:${smtp.port}: ${said}`, { hide }));
    } finally {
      signal.removeEventListener("abort", abort);
      transport.close();
    }
  };
}

/** A mail of text alone. Nothing that others wrote stands in a header field. */
export function mailOf(message: Message, to: readonly string[], from: string) {
  const { id, alert, headline, lines, more, url } = message;
  const shown = lines.map(paragraph);
  const rest = more === 0 ? [] : [`and ${more} more`];
  const end = url === null ? [] : ["", url];
  return {
    from,
    to: [...to],
    subject: `[Tattle] ${headline} (${alert})`,
    text: `${[headline, "", ...shown, ...rest, ...end].join("\n")}\n`,
    // Two copies of a message have one id, so that a mail program may show it once.
    messageId: `<${id}@${from.slice(from.lastIndexOf("@") + 1)}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function paragraph({ text, explained, url }: Line): string {
  const said = explained === null ? [] : [`${labelOf(explained)}:`, ...sentencesOf(explained)];
  const link = url === null ? [] : [url];
  return [`- ${plainText(text)}`, ...[...said, ...link].map((line) => `  ${line}`)].join("\n");
}

/** The library is loaded with the first mail: who wants none pays nothing. */
async function connect(smtp: SmtpConfig): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  const { host, port, security, user, password } = smtp;
  return createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    connectionTimeout: TIMEOUT,
    greetingTimeout: TIMEOUT,
    socketTimeout: TIMEOUT,
    ...(user === null ? {} : { auth: { user, pass: password?.reveal() ?? "" } }),
  });
}
