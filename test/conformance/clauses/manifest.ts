import { Value } from "@sinclair/typebox/value";
import { contractProblem } from "../../../src/sink/contract.ts";
import { type Clause, demand } from "../clause.ts";
import { completed, configProblem } from "../config.ts";
import { settingsOf } from "../schema.ts";

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What a plugin says of itself. */
export const manifest: readonly Clause[] = [
  {
    id: "manifest/name",
    rule: "has a name of lower-case letters, digits and hyphens",
    async run({ plugin: { name } }) {
      demand(
        typeof name === "string" && NAME.test(name),
        `\`name\` is ${JSON.stringify(name)}. Lists and messages show it, and \`type = "…"\` names built-in kinds by it: lower-case letters, digits and hyphens, beginning with a letter.`,
      );
    },
  },
  {
    id: "manifest/summary",
    rule: "has a summary of one line",
    async run({ plugin: { summary } }) {
      demand(
        typeof summary === "string" && /^\S.{9,119}$/u.test(summary),
        `\`summary\` is ${JSON.stringify(summary)}. Say in one line of 10 to 120 characters what the sink does; lists of sinks show it.`,
      );
    },
  },
  {
    id: "manifest/schema",
    rule: "declares its settings as the schema of an object",
    async run({ plugin: { config } }) {
      demand(
        config?.type === "object",
        "`config` is not the schema of an object. Declare it with t.Object({ … }); without settings with t.Object({}).",
      );
    },
  },
  {
    id: "manifest/descriptions",
    rule: "describes every setting",
    async run({ plugin: { config } }) {
      const bare = settingsOf(config).filter(({ node }) => typeof node.description !== "string");
      const names = bare.map(({ path }) => path.join(".")).join(", ");
      demand(
        bare.length === 0,
        `These settings have no description: ${names}. Documentation, \`tattle check\` and editors show it; say in a sentence what the setting does.`,
      );
    },
  },
  {
    id: "manifest/defaults",
    rule: "has defaults that fit their own settings",
    async run({ plugin: { config } }) {
      for (const [key, node] of Object.entries(config.properties ?? {})) {
        const preset = defaultOf(node);
        if (preset === undefined) continue;
        // A table's default may leave to its settings what they have defaults for.
        const schema = config.properties[key];
        const problem = configProblem(schema, Value.Default(schema, structuredClone(preset)));
        demand(
          problem === null,
          `The default of \`${key}\` does not fit its own schema: ${problem}. Whoever leaves the setting out gets the default.`,
        );
      }
    },
  },
  {
    id: "manifest/settings",
    rule: "accepts the settings that it is tested with",
    async run({ plugin, options: { config } }) {
      completed(plugin.config, typeof config === "function" ? await config() : config);
    },
  },
  {
    id: "manifest/supports",
    rule: "supports what it declares, and declares what it supports",
    async run(stage) {
      const { supports } = stage.plugin;
      demand(
        typeof supports?.reader === "boolean" && typeof supports.idempotent === "boolean",
        "`supports` must say `reader` and `idempotent` as true or false.",
      );
      const { sink } = await stage.create();
      const has = {
        reader: typeof sink.reader === "function",
        sync: typeof sink.sync === "function",
        erase: typeof sink.erase === "function",
        retag: typeof sink.retag === "function",
      };
      demand(
        has.reader === supports.reader,
        `supports.reader is ${supports.reader}, but the sink has ${has.reader ? "a" : "no"} reader(). The host relies on what is declared.`,
      );
      demand(
        has.sync === (supports.deferred ?? false),
        `supports.deferred is ${supports.deferred ?? false}, but the sink has ${has.sync ? "a" : "no"} sync(). The host calls sync() only with supports.deferred, and counts on it then.`,
      );
      demand(
        has.erase === (supports.erase ?? false),
        `supports.erase is ${supports.erase ?? false}, but the sink has ${has.erase ? "an" : "no"} erase(). Whoever asks for an erasure is told by it what was reached.`,
      );
      demand(
        has.retag === (supports.retag ?? false),
        `supports.retag is ${supports.retag ?? false}, but the sink has ${has.retag ? "a" : "no"} retag(). Whoever changes noise rules is told by it what follows them.`,
      );
    },
  },
  {
    id: "manifest/api",
    rule: "is written for a version of the contract that this Tattle has",
    async run({ plugin: { api } }) {
      const problem = contractProblem(api);
      demand(problem === null, `The sink cannot run here: ${problem}.`);
    },
  },
  {
    id: "manifest/batch",
    rule: "asks for batches that the host can form",
    async run({ plugin: { batch = {} } }) {
      const { maxReports = 500, maxAge = 1_000 } = batch;
      demand(
        Number.isInteger(maxReports) && maxReports >= 1,
        `batch.maxReports is ${maxReports}. It must be a whole number of reports, at least 1.`,
      );
      demand(
        Number.isInteger(maxAge) && maxAge >= 0,
        `batch.maxAge is ${maxAge}. It must be a whole number of milliseconds, at least 0.`,
      );
    },
  },
];

function defaultOf(node: unknown): unknown {
  return typeof node === "object" && node !== null && "default" in node ? node.default : undefined;
}
