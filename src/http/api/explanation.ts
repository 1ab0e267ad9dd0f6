import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import type { Explanation } from "../../explain/index.ts";
import { CodedError } from "../../report/errors.ts";
import type { Services } from "../services.ts";
import { explainIssue } from "./explain-issue.ts";
import { operation } from "./operation.ts";
import { readQuery } from "./parameters.ts";
import { read } from "./reading.ts";
import { ExplanationSchema, type ExplanationView } from "./schema/explanation.ts";
import { IssueDetailQuerySchema } from "./schema/issue.ts";
import { IssueIdSchema } from "./schema/issue-mark.ts";
import { parseRange } from "./time.ts";

/** Days that are looked at. */
const DAYS = 30;

/** An issue in plain words. */
export function explanationApi({ reader, now }: Pick<Services, "reader" | "now">) {
  return new Elysia().get(
    "/api/v1/issues/:id/explanation",
    async ({ params, request }): Promise<ExplanationView> => {
      const range = parseRange(readQuery(IssueDetailQuerySchema, request.url), now(), DAYS);
      const known = Value.Check(IssueIdSchema, params);
      const { id } = params;
      const explanation = await read(reader, async (store) =>
        known ? explainIssue(store, id, range) : null,
      );
      if (explanation === null) throw new CodedError("issue_not_found", "No issue has this id.");
      return explanationView(explanation);
    },
    {
      detail: operation({
        operationId: "explainIssue",
        tag: "Issues",
        path: IssueIdSchema,
        query: IssueDetailQuerySchema,
        summary: "Explain an issue",
        description:
          "What happened, whether it is noise, an attack, a page that its policy breaks or a new dependency, why, and what to do. By the rules of docs/explanations.md alone: the same facts always get the same answer.",
        answer: ExplanationSchema,
        answerIs: "The explanation.",
        example: EXAMPLE,
        errors: ["request_invalid", "issue_not_found", "reader_missing", "reader_unavailable"],
      }),
    },
  );
}

function explanationView({
  happened: _,
  reasons,
  advice,
  changes,
  warnings,
  ...rest
}: Explanation) {
  return {
    ...rest,
    reasons: [...reasons],
    advice: [...advice],
    changes: changes.map((change) => ({ ...change, add: [...change.add] })),
    warnings: [...warnings],
  };
}

const EXAMPLE: ExplanationView = {
  summary:
    "A script at “https://js.stripe.com” was blocked by script-src-elem (default-src stands in for it). 38 reports came in on 2 documents (3 % of the project's), in Chrome, Safari and Firefox.",
  verdict: "new-dependency",
  confidence: "medium",
  reasons: [
    {
      rule: "dependency/known-service",
      speaksFor: "new-dependency",
      points: 3,
      text: "“js.stripe.com” belongs to Stripe (payments), which many sites use on purpose.",
    },
  ],
  advice: [
    "Ask who added Stripe (“js.stripe.com”) and whether it is wanted; look at the releases and the tag manager of that day.",
  ],
  changes: [
    {
      directive: "script-src",
      add: ["https://js.stripe.com"],
      text: "script-src 'self' https://js.stripe.com",
      template: false,
      risk: "medium",
      explanation:
        "Lets in everything of js.stripe.com. Any script that this host serves can do everything that the page can.",
    },
  ],
  warnings: [],
};
