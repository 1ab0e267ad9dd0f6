import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type Command, Option } from "commander";
import { printable } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import { readCount } from "./export.ts";
import { type FilterOptions, filterParameters, withFilters } from "./filters.ts";
import type { Io } from "./io.ts";
import { readConfig } from "./options.ts";
import { safeJson } from "./safe-json.ts";
import { ask } from "./server.ts";
import { table } from "./table.ts";

interface IssuesOptions extends FilterOptions {
  status?: string;
  sort: string;
  limit: number;
  json?: true;
}

const text = Type.Union([Type.String(), Type.Null()]);

const Issue = Type.Object({
  id: Type.String(),
  project: Type.String(),
  status: Type.String(),
  regressed: Type.Union([Type.Object({ at: Type.String() }), Type.Null()]),
  directive: text,
  blocked: Type.String(),
  source: text,
  counts: Type.Object({ received: Type.Number(), estimated: Type.Number() }),
  documents: Type.Number(),
  lastSeen: Type.String(),
});

type Issue = Static<typeof Issue>;

/** What `GET /api/v1/issues` answers, as far as this command shows it. */
const Issues = Type.Object({ items: Type.Array(Issue), next: text, total: Type.Integer() });

/** The table's columns: every one its heading, and what stands below it. */
const COLUMNS: ReadonlyArray<readonly [string, (issue: Issue) => string]> = [
  ["ID", ({ id }) => printable(id)],
  ["STATUS", ({ status, regressed }) => (regressed === null ? printable(status) : "regressed")],
  ["RECEIVED", ({ counts }) => `${counts.received}`],
  ["ESTIMATED", ({ counts }) => `${Math.round(counts.estimated)}`],
  ["PROJECT", ({ project }) => printable(project, 30)],
  ["DIRECTIVE", ({ directive }) => printable(directive ?? "-", 30)],
  ["BLOCKED", ({ blocked }) => printable(blocked, 60)],
  ["SOURCE", ({ source }) => printable(source ?? "-", 60)],
  ["DOCUMENTS", ({ documents }) => `${documents}`],
  ["LAST SEEN", ({ lastSeen }) => printable(lastSeen)],
];

/** As many as the API gives at once. */
const PAGE = 200;

/** Adds `tattle issues`. */
export function addIssues(program: Command, io: Io): void {
  withFilters(program.command("issues"), "issues")
    .description("List the issues of the running Tattle: all violations of one kind are one issue.")
    .addOption(
      new Option("--status <status>", "only those that count as this").choices([
        "open",
        "resolved",
        "ignored",
      ]),
    )
    .addOption(
      new Option("--sort <by>", "what comes first")
        .choices(["received", "estimated", "lastSeen", "firstSeen", "new"])
        .default("received"),
    )
    .option("--limit <count>", "at most so many", readCount, 20)
    .option("--json", "print an array of what the API answers")
    .addHelpText(
      "after",
      `
Counts are those of the last day, unless --from says otherwise: RECEIVED after sampling, ESTIMATED as
if without. STATUS is \`regressed\` for an open issue that was resolved and came back.

Examples:
  tattle issues --status open --noise without
  tattle issues --from 2026-11-01 --sort new --limit 100 --json`,
    )
    .action(async (options: IssuesOptions) => {
      const { items, total } = await newest(options, io);
      if (total > items.length) {
        io.stderr(`${items.length} of ${total} issues; --limit shows more.\n`);
      }
      io.stdout(options.json ? safeJson(items) : render(items));
    });
}

/** The first issues of the list, over as many pages as that takes. */
async function newest(options: IssuesOptions, io: Io): Promise<{ items: Issue[]; total: number }> {
  const config = readConfig(options, io);
  const parameters = filterParameters(options);
  parameters.set("sort", options.sort);
  if (options.status !== undefined) parameters.set("status", options.status);
  // The pages of one list must be of one span.
  if (!parameters.has("to")) parameters.set("to", `${io.clock.now()}`);
  const items: Issue[] = [];
  for (;;) {
    parameters.set("limit", `${Math.min(PAGE, options.limit - items.length)}`);
    const path = `/api/v1/issues?${parameters}`;
    const page = await ask(config, options.url, io, "GET", path);
    if (!Value.Check(Issues, page)) {
      throw new CodedError("server_unexpected", "the answer holds no list of issues");
    }
    items.push(...page.items);
    const { next, total } = page;
    if (next === null || items.length >= options.limit) return { items, total };
    parameters.set("cursor", next);
  }
}

function render(issues: readonly Issue[]): string {
  if (issues.length === 0) return "No issues.\n";
  const rows = issues.map((issue) => COLUMNS.map(([, cell]) => cell(issue)));
  return table([COLUMNS.map(([head]) => head), ...rows]);
}
