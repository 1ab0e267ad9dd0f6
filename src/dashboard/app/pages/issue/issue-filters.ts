import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import type { FilterPatch } from "../../state/filters.ts";

/** The filters that let through the reports of one issue, and those alone; noise among them. */
export function issueFilters(
  issue: Pick<IssueDetailView, "project" | "directive" | "blocked" | "source">,
): FilterPatch {
  const { project, directive, blocked, source } = issue;
  return { project, directive: directive ?? "", blocked, source: source ?? "", noise: "with" };
}
