import { type Batch, Secret, t } from "tattle/sink";
import { judging } from "./failure.ts";
import { isRefused, type Mutant, made, Reference, reference } from "./mutant.ts";

/** Tells apart the destinations of the sink whose address is a secret. */
let tables = 0;

/** The reference with an address that is a secret, whose message repeats what `shown` leaves of an answer. */
function secretAddress(shown: (answer: string, url: string, token: string) => string) {
  const Shows = class extends Reference {
    override async request(method: string, body: string | null, signal: AbortSignal) {
      const { url, token, table } = this.settings;
      const headers = { authorization: `Bearer ${token}`, table };
      const response = await this.context.fetch(url, { method, headers, body, signal });
      if (response.ok) return;
      const { value } = (await response.body?.getReader().read()) ?? {};
      throw new Error(shown(new TextDecoder().decode(value), url, token));
    }
  };
  const url = Secret({ description: "Where the service is." });
  return made(Shows, { config: t.Object({ ...reference.config.properties, url }) });
}

export const secrecy: readonly Mutant[] = [
  {
    clause: "secrecy/log",
    what: "logs its settings",
    plugin: made(
      class extends Reference {
        override async open(signal: AbortSignal) {
          this.context.log.info("opening", { token: this.settings.token });
          await super.open(signal);
        }
      },
    ),
    also: ["secrecy/echo"],
  },
  {
    clause: "secrecy/errors",
    what: "tells the whole request where nobody answers",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          try {
            return await super.write(batch, signal);
          } catch (error) {
            if (!isRefused(error)) throw error;
            throw new Error(`no answer to Bearer ${encodeURIComponent(this.settings.token)}`);
          }
        }
      },
    ),
  },
  {
    clause: "secrecy/echo",
    what: "repeats what the service answered",
    plugin: judging(async ({ ok, status, body }) => {
      if (ok) return;
      const { value } = (await body?.getReader().read()) ?? {};
      throw new Error(`The service answered ${status}: ${new TextDecoder().decode(value)}`);
    }),
  },
  {
    clause: "secrecy/echo",
    what: "hides a secret address as a whole, and not the token in it",
    plugin: secretAddress((answer, url, token) => {
      const { pathname, search } = new URL(url);
      const secrets = [url, pathname + search, token];
      return secrets.reduce((text, secret) => text.replaceAll(secret, "…"), answer);
    }),
    options: {
      config: () => ({
        url: "https://logs.example/hooks/T000/SECRET-PART?key=s3cret%20key",
        token: "s3cret/token+of some length",
        table: `address-${++tables}`,
      }),
    },
  },
];
