import type { Command } from "commander";
import { type ConfigOptions, withConfigOptions } from "./options.ts";
import { withUrlOption } from "./server.ts";

/** Options by the parameters of the API that they are. */
const FILTERS = {
  project: ["--project <name>", "only of this project"],
  directive: ["--directive <name>", 'only of this directive; "" for those that name none'],
  blocked: ["--blocked <what>", "only of what was blocked, as `tattle issues` shows it"],
  source: ["--source <what>", 'only of this source; "" for the document\'s own'],
  disposition: ["--disposition <word>", '`enforce`, `report`, or ""'],
  version: ["--policy-version <v>", 'only of this policy version; "" for those without one'],
  browser: ["--browser <family>", "only of this browser, such as Firefox"],
  noise: ["--noise <which>", "`with`, `without`, `only`, or the id of a noise rule"],
  document: ["--document <url>", "only of this document"],
  search: ["--search <text>", "text in any URL or sample"],
} as const;

const OF_REPORTS = {
  type: ["--type <type>", "only of this type, such as csp-violation"],
  issue: ["--issue <id>", "only of the issue of this id"],
} as const;

const SPAN = {
  from: [
    "--from <moment>",
    "from then on: 2026-11-21, a date and time with offset, or milliseconds",
  ],
  to: ["--to <moment>", "until then, that moment excluded; default: now"],
} as const;

/** The options of every command that filters. */
export interface FilterOptions extends ConfigOptions {
  url?: string;
  policyVersion?: string;
}

/** Adds the filters that issues have, or also those of reports; and `--url` and those of the configuration. */
export function withFilters(
  command: Command,
  of: "issues" | "reports",
  span: "span" | "no span" = "span",
): Command {
  withUrlOption(withConfigOptions(command));
  for (const [flags, description] of Object.values({
    ...(span === "span" && SPAN),
    ...(of === "reports" && OF_REPORTS),
    ...FILTERS,
  })) {
    command.option(flags, description);
  }
  return command;
}

/** The parameters that the options of a command name. */
export function filterParameters(options: object): URLSearchParams {
  const given = new Map<string, unknown>(Object.entries(options));
  const parameters = new URLSearchParams();
  for (const name of Object.keys({ ...SPAN, ...OF_REPORTS, ...FILTERS })) {
    const value = given.get(name === "version" ? "policyVersion" : name);
    if (typeof value === "string") parameters.set(name, value);
  }
  return parameters;
}
