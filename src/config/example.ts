import { AlertSchema } from "./alert-schema.ts";
import { defaultOf, toToml } from "./catalog.ts";
import type { Manifest, Manifests } from "./manifest.ts";
import type { Node } from "./node.ts";
import { ProjectSchema } from "./project-schema.ts";
import { ConfigSchema } from "./schema.ts";
import { HOST_KEYS } from "./sink-parts.ts";
import { CommonSchema, SinkSchema } from "./sink-schema.ts";

const HEAD = `# Configuration of Tattle. Each setting stands here with its default, or with an example
# where it has none; remove the # in front of what you want to change.
`;

/** A config file with every setting explained and commented out: as it is, it changes nothing. */
export function exampleConfig(manifests: Manifests): string {
  const general = Object.entries<Node>(ConfigSchema.properties);
  const scalars = general.filter(([, node]) => node.properties === undefined && !isTables(node));
  const sections = general.filter(([, node]) => node.properties !== undefined);
  return [
    HEAD,
    ...scalars.map(([key, node]) => setting(key, node)),
    ...sections.map(([key, node]) => section(`[${key}]`, node, () => true)),
    section("[[projects]]", ProjectSchema, (key) => key !== "tokens"),
    section("[[alerts]]", AlertSchema, () => true),
    `${comment(ConfigSchema.properties.sinks)}${comment(SinkSchema)}`,
    ...Object.values(manifests).map(sink),
    externalSink(),
  ].join("\n");
}

function isTables(node: Node): boolean {
  return node.items?.properties !== undefined;
}

function section(head: string, node: Node, keep: (key: string) => boolean): string {
  const settings = Object.entries(node.properties ?? {}).filter(([key]) => keep(key));
  return `${comment(node)}#${head}\n\n${settings.map(([key, child]) => setting(key, child)).join("\n")}`;
}

/** A kind of sink with its own settings; the settings that all share are shown with the first. */
function sink(manifest: Manifest, index: number): string {
  const own: Node = manifest.config;
  const properties: Record<string, Node> = CommonSchema.properties;
  const shared = Object.keys(properties).filter((key) => !["type", "use", "config"].includes(key));
  const common = index === 0 ? shared.map((key) => setting(key, properties[key] ?? {})) : [];
  // Beside `type` a name that every sink has means the host's setting.
  const settings = Object.entries(own.properties ?? {}).map(([key, node]) =>
    setting(HOST_KEYS.includes(key) ? `config.${key}` : key, node),
  );
  const head = `# ${manifest.summary}\n#[[sinks]]\n#type = ${toToml(manifest.name)}\n`;
  return [head, ...settings, ...common].join("\n");
}

/** A third party's sink, with what only such ones have. */
function externalSink(): string {
  const { use, config, memory } = SinkSchema.properties;
  const settings = [setting("config", config), setting("memory", memory)];
  return [`${comment(use)}#[[sinks]]\n#use = ${shownValue(use)}\n`, ...settings].join("\n");
}

function setting(key: string, node: Node): string {
  return `${comment(node)}#${key} = ${shownValue(node)}\n`;
}

function shownValue(node: Node): string {
  if (node.example !== undefined) return toToml(node.example);
  if (node.properties === undefined) return defaultOf(node) ?? placeholder(node);
  const pairs = Object.entries(node.properties).map(
    ([key, child]) => `${key} = ${shownValue(child)}`,
  );
  return `{ ${pairs.join(", ")} }`;
}

/** Something of the right kind for what has neither default nor example. */
function placeholder(node: Node): string {
  if (node.secret === true) return toToml({ env: "NAME" });
  if (node.unit !== undefined) return toToml(node.unit === "size" ? "1MiB" : "10s");
  if (node.type === "integer" || node.type === "number") return `${node.minimum ?? 1}`;
  if (node.type === "array") return `[${placeholder(node.items ?? {})}]`;
  if (node.type === "object") return "{}";
  return node.type === "boolean" ? "true" : toToml("…");
}

function comment({ description = "" }: Node): string {
  return wrap(description, 96)
    .map((line) => `# ${line}\n`)
    .join("");
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
