import { formatQuantity } from "../sink/schema.ts";
import type { BatchDefaults } from "../sink/sink.ts";
import { boundsOf, type CatalogEntry, catalog, defaultOf, kindOf } from "./catalog.ts";
import type { Manifest, Manifests } from "./manifest.ts";
import { HOST_KEYS } from "./sink-parts.ts";
import { BatchSchema } from "./sink-schema.ts";

const INTRODUCTION = `# Sinks

A sink is where reports go. Name as many as you like, each by its \`type\`, in \`[[sinks]]\`; without any there is one of
type \`sqlite\`. [Settings that every sink has](config.md#sinks) bound its batches, retries and backlog. To write one of
your own see [Writing a sink](writing-a-sink.md).

`;

const LEGEND = `
- **reader**: the dashboard and the API can read from it. With several the first in the configuration answers.
- **once**: a report that is written again is there once. Else it can be there twice after a crash or a lost answer, with
  the same \`id\`.
- **sync**: what is written survives a loss of power only after a second step, which Tattle asks for every second or two
  and until which it keeps its own copy.
- **batch**: how many reports are written together at most, and how long the first may wait for others, unless
  \`batch\` says otherwise.
`;

/** The lines of a README between which {@link fillSettings} writes. */
const BEGIN = "<!-- settings -->\n";
const END = "<!-- /settings -->\n";

/** `docs/sinks.md`: the built-in sinks in one table, from what they say of themselves. */
export function sinksReference(manifests: Manifests): string {
  const rows = Object.values(manifests).map((manifest) => {
    const { name, summary, supports } = manifest;
    const { reader, idempotent, deferred = false } = supports;
    const marks = [reader, idempotent, deferred].map((does) => (does ? "yes" : "–"));
    return [`[\`${name}\`](../plugins/${name}/README.md)`, summary, ...marks, batchOf(manifest)];
  });
  const head = ["sink", "what it does", "reader", "once", "sync", "batch"];
  return `${INTRODUCTION}${table(head, rows)}${LEGEND}`;
}

/** A README with the table of the sink's settings between its two marks. Throws where it has no marks. */
export function fillSettings(readme: string, manifest: Manifest): string {
  const from = readme.indexOf(BEGIN) + BEGIN.length;
  const to = readme.indexOf(END);
  if (from < BEGIN.length || to < from) {
    throw new Error(`the README of ${manifest.name} has no ${BEGIN.trim()} … ${END.trim()}`);
  }
  return readme.slice(0, from) + settingsOf(manifest) + readme.slice(to);
}

/** How a kind's batches differ from the general default; empty where they do not. */
export function batchNote({ maxReports, maxAge }: BatchDefaults = {}): string {
  const defaults = [
    ...(maxReports === undefined ? [] : [`\`max_reports = ${maxReports}\``]),
    ...(maxAge === undefined ? [] : [`\`max_age = "${formatQuantity("duration", maxAge)}"\``]),
  ];
  if (defaults.length === 0) return "";
  return `Its batches differ from the general default: ${defaults.join(", ")}.`;
}

/** Beside `type` a name that every sink has means the host's setting. */
export function placeNote({ path }: CatalogEntry): string[] {
  return HOST_KEYS.includes(path.split(".")[0] ?? "") ? ["only in `config`"] : [];
}

function settingsOf({ config, batch }: Manifest): string {
  const entries = catalog(config);
  const head = ["name", "default", "meaning"];
  const own = entries.length === 0 ? "None of its own.\n" : table(head, entries.map(row));
  const common = "Beside these there are [those of every sink](../../docs/config.md#sinks).";
  return `${own}\n${`${common} ${batchNote(batch)}`.trim()}\n`;
}

function row(entry: CatalogEntry): string[] {
  const { path, node, required } = entry;
  const preset = defaultOf(node);
  const absent = required ? "required" : "none";
  const facts = [kindOf(node), ...boundsOf(node), ...placeNote(entry)].join(" · ");
  const meaning = `${node.description ?? ""} *${facts}*`;
  return [`\`${path}\``, preset === null ? absent : `\`${preset}\``, meaning];
}

function batchOf({ batch }: Manifest): string {
  const { max_reports, max_age } = BatchSchema.properties;
  const reports = batch?.maxReports ?? Number(max_reports.default);
  const age = batch?.maxAge ?? Number(max_age.default);
  return `${reports}, ${formatQuantity("duration", age)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [line(head), `|${"---|".repeat(head.length)}\n`, ...rows.map(line)].join("");
}
