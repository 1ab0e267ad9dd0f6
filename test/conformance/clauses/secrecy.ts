import { messageOf } from "../../../src/delivery/outcome.ts";
import { type Clause, demand } from "../clause.ts";
import { exercise } from "../exercise.ts";
import { ANSWER_LIMIT, type Seen } from "../network.ts";
import { violations } from "../reports.ts";
import { secretPaths, textsAt } from "../schema.ts";
import { formsOf, partsOf, SHORTEST } from "../secret-parts.ts";
import type { Stage } from "../stage.ts";

/** Nothing that the schema calls a secret is ever shown. */
export const secrecy: readonly Clause[] = [
  {
    id: "secrecy/log",
    rule: "logs no secret",
    needs: ["secrets"],
    async run(stage) {
      await exercise(stage);
      expectKept(await secretsOf(stage), logged(stage), "A line of the log");
    },
  },
  {
    id: "secrecy/errors",
    rule: "throws no secret while the destination is unreachable",
    needs: ["secrets", "outage"],
    async run(stage) {
      const subject = await stage.create();
      await stage.beginOutage();
      await subject.tryOpen();
      await subject.tryWrite(violations(2));
      await stage.endOutage();
      expectKept(await secretsOf(stage), stage.errors.map(messageOf), "An error's message");
    },
  },
  {
    id: "secrecy/echo",
    rule: "shows no secret when an answer repeats the request",
    needs: ["secrets", "fetch"],
    async run(stage) {
      const shown: string[] = [];
      const parts: string[] = [];
      for (const status of [400, 401, 403, 413, 429, 500]) {
        const subject = await stage.open();
        parts.push(...(await secretsOf(stage)));
        const make = (request: Seen) => echo(status, request, parts);
        stage.network.weather = { kind: "answer", make };
        const outcome = await subject.tryWrite(violations(2));
        if (outcome.kind === "accepted")
          shown.push(...outcome.rejected.map(({ reason }) => reason));
        stage.network.weather = { kind: "clear" };
        await subject.close();
      }
      const said = [...shown, ...logged(stage), ...stage.errors.map(messageOf)];
      expectKept(await secretsOf(stage), said, "An error, a rejection or a line of the log");
    },
  },
];

/**
 * An answer that says what was asked, as debugging proxies and some frameworks do, and before that
 * what it has against each part of it.
 */
function echo(status: number, { url, headers, body }: Seen, parts: readonly string[]): Response {
  const problems = parts.map((part) => `bad: ${part}\n`).join("");
  const sent = [...headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  return new Response(`${problems}${url}\n${sent}\n${body.slice(0, ANSWER_LIMIT)}`, { status });
}

async function secretsOf({ plugin, homes }: Stage): Promise<string[]> {
  const paths = secretPaths(plugin.config);
  const texts = homes.flatMap(({ config }) => textsAt(config, paths));
  demand(
    texts.length > 0 && texts.every((text) => text.length >= SHORTEST),
    `The \`config\` given to testSink leaves out a secret, or has one of less than ${SHORTEST} characters: ${paths.map((path) => path.join(".")).join(", ")}. Give each setting of the kind Secret a value, so that it can be looked for.`,
  );
  return [...new Set(texts.flatMap(partsOf))];
}

function expectKept(secrets: readonly string[], said: readonly string[], where: string): void {
  for (const secret of secrets) {
    const forms = formsOf(secret);
    const leak = said.find((text) => forms.some((form) => text.includes(form)));
    demand(
      leak === undefined,
      `${where} contains the value of a setting that is a Secret, or a part of an address that is one: ${leak === undefined ? "" : masked(leak, forms)}. Mask it wherever a text comes from outside: answers, URLs and errors of libraries (\`excerpt\` with \`urlSecrets\`).`,
    );
  }
}

function masked(text: string, forms: readonly string[]): string {
  return forms.reduce((left, form) => left.replaceAll(form, "•••"), text).slice(0, 200);
}

function logged({ log }: Stage): string[] {
  return log.lines.map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`);
}
