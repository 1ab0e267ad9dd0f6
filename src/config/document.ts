import { AlertSchema } from "./alert-schema.ts";
import { boundsOf, type CatalogEntry, catalog, defaultOf, kindOf } from "./catalog.ts";
import type { Manifest, Manifests } from "./manifest.ts";
import type { Node } from "./node.ts";
import { NoiseRuleSchema } from "./noise-schema.ts";
import { OVERRIDES } from "./overrides.ts";
import { ProjectSchema } from "./project-schema.ts";
import { ConfigSchema } from "./schema.ts";
import { batchNote, placeNote } from "./sink-document.ts";
import { SinkSchema } from "./sink-schema.ts";

const INTRODUCTION = `# Configuration

Tattle runs without any configuration. What you do set comes, first to last, from

1. the command line: \`--listen\`, \`--data\`, and \`--set limits.body=1MiB\` for the rest,
2. the environment: the variable that stands with each setting below,
3. the config file: TOML, named by \`--config\` or \`TATTLE_CONFIG\`,
4. the defaults.

A config file is read only where one is named, never because it lies in the working folder.
\`tattle check\` shows what holds and who said so; \`tattle check --example\` prints a file to begin with.
All mistakes are reported at once, each with its place; only of errors in the TOML itself, the first. Unknown settings are mistakes. An empty variable counts as
not set. Lists in variables and flags are written with commas; \`[[projects]]\`, \`[[alerts]]\` and \`[[sinks]]\` exist only in the file.

| notation | means |
|---|---|
| duration | \`"250ms"\`, \`"10s"\`, \`"5m"\`, \`"1h"\`, \`"30d"\` |
| size | \`"512B"\`, \`"256KiB"\`, \`"8MiB"\`, \`"2GiB"\` |
| secret | \`{ env = "NAME" }\`, \`{ file = "path" }\`, or plain text, of which \`tattle check\` warns |
| path | relative ones start at the folder of the config file; in variables, flags and defaults at the working folder |
| module | a file, \`"./my-sink.ts"\`: it begins with \`.\` or \`/\` or ends in \`.ts\`, \`.js\` and the like, and is a path; or a package, \`"tattle-sink-kafka"\`, looked up from the folder of the config file |
| address | \`"127.0.0.1:8787"\`, \`"[::1]:8787"\`, \`"unix:/run/tattle.sock"\` |
| cidr | \`"10.0.0.0/8"\`, \`"::1/128"\`, \`"192.0.2.1"\` |
| rate | so many in a time: \`"4/1h"\`, \`"1/15m"\` |
| origin | \`"https://shop.example"\`, \`"https://*.shop.example"\` for all hosts below it |
`;

const ENVIRONMENT: ReadonlyMap<string, string> = new Map(
  OVERRIDES.map(({ key, env }) => [key, env]),
);

/** \`docs/config.md\`: every setting with a heading of its own, from the schemas. */
export function configReference(manifests: Manifests): string {
  const properties: Record<string, Node> = ConfigSchema.properties;
  const tables = Object.entries(properties).filter(([, node]) => node.properties !== undefined);
  const topLevel = catalog(ConfigSchema).filter(
    ({ path, node }) => !path.includes(".") && node.items?.properties === undefined,
  );
  return [
    INTRODUCTION,
    "## Top level\n",
    ...topLevel.map((entry) => heading(entry)),
    ...tables.map(([key, node]) => chapter(`\`[${key}]\``, node, catalog(node, key))),
    chapter(
      "`[[projects]]`",
      ProjectSchema,
      catalog(ProjectSchema),
      "projects",
      properties.projects,
    ),
    chapter(
      "`[[noise.rules]]`",
      NoiseRuleSchema,
      catalog(NoiseRuleSchema),
      "noise.rules",
      ConfigSchema.properties.noise.properties.rules,
    ),
    chapter("`[[alerts]]`", AlertSchema, catalog(AlertSchema), "alerts", properties.alerts),
    chapter("`[[sinks]]`", SinkSchema, catalog(SinkSchema), "sinks"),
    ...Object.values(manifests).map(sinkChapter),
  ].join("\n");
}

function chapter(
  title: string,
  node: Node,
  entries: CatalogEntry[],
  list = "",
  about: Node = {},
): string {
  const text = [node.description, about.description].filter((part) => part !== undefined);
  const head = `## ${title}\n\n${text.join(" ")}\n`;
  return [head, ...entries.map((entry) => heading(entry, list))].join("\n");
}

function sinkChapter({ name, summary, config, batch }: Manifest): string {
  const entries = catalog(config);
  const none = entries.length === 0 ? "\nIt has no settings of its own.\n" : "";
  const differs = batchNote(batch);
  const note = differs === "" ? "" : `\n${differs}\n`;
  const head = `## Sink \`${name}\`\n\n${summary}\n${note}${none}`;
  return [head, ...entries.map((entry) => heading(entry, name, placeNote(entry)))].join("\n");
}

/** `list` tells settings of the same name apart: `sinks: name`, `projects: name`. */
function heading(
  { path, node, required }: CatalogEntry,
  list = "",
  notes: readonly string[] = [],
): string {
  const title = list === "" ? `\`${path}\`` : `${list}: \`${path}\``;
  const preset = defaultOf(node);
  const env = list === "" ? ENVIRONMENT.get(path) : undefined;
  const facts = [
    kindOf(node),
    required ? "required" : preset === null ? "optional" : `default \`${preset}\``,
    ...boundsOf(node),
    ...(env === undefined ? [] : [`\`${env}\``]),
    ...notes,
  ];
  return `### ${title}\n\n${node.description ?? ""}\n\n*${facts.join(" · ")}*\n`;
}
