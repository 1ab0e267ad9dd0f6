import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import type { IssueChange, MarkedIssue } from "../../control/index.ts";
import { CodedError } from "../../report/errors.ts";
import type { Services } from "../services.ts";
import { readBody } from "./body.ts";
import { MARKED_ISSUE } from "./examples.ts";
import { operation } from "./operation.ts";
import {
  type IssueChangeView,
  IssueEditSchema,
  IssueIdSchema,
  IssueMarkCountSchema,
  IssueMarksSchema,
  MarkedIssueSchema,
  type MarkedIssueView,
} from "./schema/issue-mark.ts";
import { timestamp } from "./time.ts";

/** Says who sent a request: the name of the token behind it. */
export type Who = (request: Request) => string;

/** Status and note of issues. Any well-formed id is taken: the store may learn of an issue later. */
export function issueMarksApi({ issues, now }: Pick<Services, "issues" | "now">, who: Who) {
  return new Elysia()
    .patch(
      "/api/v1/issues/:id",
      async ({ params, request }): Promise<MarkedIssueView> => {
        if (!Value.Check(IssueIdSchema, params)) throw notFound();
        const edit = await readBody(IssueEditSchema, request);
        issues.change([params.id], edit, who(request), now());
        const issue = issues.get(params.id);
        if (issue === null) throw notFound();
        return markedIssueView(issue);
      },
      { parse: "none", detail: EDIT },
    )
    .post(
      "/api/v1/issues/marks",
      async ({ request }) => {
        const { ids, ...edit } = await readBody(IssueMarksSchema, request);
        issues.change(ids, edit, who(request), now());
        return { count: new Set(ids).size };
      },
      { parse: "none", detail: MARK },
    );
}

/** What people said of an issue, its times as the API writes them. */
export function markedIssueView(issue: MarkedIssue): MarkedIssueView {
  const { id, status, note, by, at, statusAt, history } = issue;
  return {
    id,
    status,
    note,
    by,
    at: timestamp(at),
    statusAt: timestamp(statusAt),
    history: history.map(issueChangeView),
  };
}

export function issueChangeView(change: IssueChange): IssueChangeView {
  return { ...change, at: timestamp(change.at) };
}

function notFound(): CodedError {
  return new CodedError("issue_not_found", "No issue has this id.");
}

const EDIT = operation({
  operationId: "editIssue",
  tag: "Issues",
  changes: true,
  path: IssueIdSchema,
  body: { schema: IssueEditSchema, example: { status: "resolved", note: "cdn.example allowed" } },
  summary: "Resolve, ignore or reopen an issue",
  description:
    "Status and note are kept beside the store, with who said so and when. The id is not looked up: one that the store does not have yet is taken as well.",
  answer: MarkedIssueSchema,
  answerIs: "What holds now, and what was said before.",
  example: MARKED_ISSUE,
  errors: ["request_invalid", "issue_not_found", "control_full", "control_unavailable"],
});

const MARK = operation({
  operationId: "markIssues",
  tag: "Issues",
  changes: true,
  body: {
    schema: IssueMarksSchema,
    example: { ids: ["9f2c1a7be04d5638", "03d1e9b25a7c4f80"], status: "ignored" },
  },
  summary: "Say the same of several issues",
  description: "All of them or none.",
  answer: IssueMarkCountSchema,
  answerIs: "How many issues that were.",
  example: { count: 2 },
  errors: ["request_invalid", "control_full", "control_unavailable"],
});
