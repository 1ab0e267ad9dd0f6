import type { Static } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import type { MarkedIssue } from "../../control/index.ts";
import { CodedError } from "../../report/errors.ts";
import type { IssueMark, IssueQuery, TimeRange } from "../../sink/reader.ts";
import type { Services } from "../services.ts";
import { filterOf } from "./filter.ts";
import { operation } from "./operation.ts";
import { readQuery } from "./parameters.ts";
import { read } from "./reading.ts";
import { ISSUE_DETAIL, ISSUE_PAGE } from "./reading-examples.ts";
import { issueDetailView, issuePageView } from "./reading-views.ts";
import {
  IssueDetailQuerySchema,
  IssueDetailSchema,
  type IssueDetailView,
  IssuePageSchema,
  type IssuePageView,
  IssueQuerySchema,
} from "./schema/issue.ts";
import { IssueIdSchema } from "./schema/issue-mark.ts";
import { parseRange } from "./time.ts";

/** Days that an issue is shown over. */
const DETAIL_DAYS = 30;

/** Issues, by the page and one by one, with the status that people gave them. */
export function issuesApi({ reader, issues, now }: Pick<Services, "reader" | "issues" | "now">) {
  return new Elysia()
    .get(
      "/api/v1/issues",
      async ({ request }): Promise<IssuePageView> => {
        const query = readQuery(IssueQuerySchema, request.url);
        const range = parseRange(query, now());
        const asked = { ...issueQuery(query, range), marks: issues.marks() };
        const page = await read(reader, (store) => store.issues(asked), query);
        return issuePageView(page, range, issues.last(page.items.map(({ id }) => id)));
      },
      { detail: LIST },
    )
    .get(
      "/api/v1/issues/:id",
      async ({ params, request }): Promise<IssueDetailView> => {
        const range = parseRange(
          readQuery(IssueDetailQuerySchema, request.url),
          now(),
          DETAIL_DAYS,
        );
        const { id } = params;
        const known = Value.Check(IssueIdSchema, params);
        const marked = known ? issues.get(id) : null;
        const asked = { id, ...range, ...markOf(marked) };
        const issue = await read(reader, async (store) => (known ? store.issue(asked) : null));
        if (issue === null) throw new CodedError("issue_not_found", "No issue has this id.");
        return issueDetailView(issue, range, marked);
      },
      { detail: DETAIL },
    );
}

function issueQuery(query: Static<typeof IssueQuerySchema>, range: TimeRange): IssueQuery {
  const { status, sort, search, limit, cursor } = query;
  return {
    ...filterOf(query),
    ...range,
    ...(status !== undefined && { status }),
    ...(sort !== undefined && { sort }),
    ...(search !== undefined && { search }),
    limit,
    ...(cursor !== undefined && { cursor }),
  };
}

function markOf(marked: MarkedIssue | null): { mark?: IssueMark } {
  if (marked === null || marked.status === "open") return {};
  const { id, status, statusAt } = marked;
  return { mark: { id, status, at: statusAt } };
}

const LIST = operation({
  operationId: "listIssues",
  tag: "Issues",
  query: IssueQuerySchema,
  summary: "List issues",
  description:
    "Issues with at least one violation in the span that the filters let through. A cursor is good for the same parameters only; while counts change an issue may move between pages, so give `from` and `to` to page through a span. A document cannot be combined with disposition, noise, version or browser.",
  answer: IssuePageSchema,
  answerIs: "A page, which may be empty.",
  example: ISSUE_PAGE,
  errors: [
    "request_invalid",
    "cursor_invalid",
    "reader_missing",
    "reader_unavailable",
    "control_unavailable",
  ],
});

const DETAIL = operation({
  operationId: "getIssue",
  tag: "Issues",
  path: IssueIdSchema,
  query: IssueDetailQuerySchema,
  summary: "Get an issue",
  description:
    "With its documents, versions, variants and examples, and with what people said of it. An id stays the same for ever, also in a store that was made anew.",
  answer: IssueDetailSchema,
  answerIs: "The issue.",
  example: ISSUE_DETAIL,
  errors: [
    "request_invalid",
    "issue_not_found",
    "reader_missing",
    "reader_unavailable",
    "control_unavailable",
  ],
});
