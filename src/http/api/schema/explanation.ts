import { type Static, Type } from "@sinclair/typebox";
import { VERDICTS } from "../../../explain/index.ts";
import { Nullable, OneOf } from "./common.ts";

const ReasonSchema = Type.Object(
  {
    rule: Type.String({ description: "Id of the rule. Stable; all are in docs/explanations.md." }),
    speaksFor: OneOf(VERDICTS.filter((verdict) => verdict !== "cannot-tell")),
    points: Type.Integer({ minimum: 1, maximum: 6, description: "How much it weighs." }),
    text: Type.String({ description: "A sentence with the facts it rests on." }),
  },
  { $id: "Reason", description: "One rule that holds for an issue, for whatever verdict." },
);

const PolicyChangeSchema = Type.Object(
  {
    directive: Type.String({ description: "The directive that is amended or added." }),
    add: Type.Array(Type.String(), { description: "The tokens that come in." }),
    text: Nullable(Type.String(), "The whole directive; `null` where it is to be removed."),
    template: Type.Boolean({
      description: "`text` holds a placeholder in braces and cannot be used as it is.",
    }),
    risk: OneOf(["low", "medium", "high"], "How much of the policy's protection it gives up."),
    explanation: Type.String({ description: "What it lets in, and what to watch." }),
  },
  { $id: "PolicyChange", description: "One way to let something in. Each stands alone." },
);

export const ExplanationSchema = Type.Object(
  {
    summary: Type.String({ description: "What happened." }),
    verdict: OneOf(VERDICTS, "What it is."),
    confidence: OneOf(["high", "medium", "low"]),
    reasons: Type.Array(ReasonSchema, { description: "All rules that hold, the heaviest first." }),
    advice: Type.Array(Type.String(), { description: "What to do, in order." }),
    changes: Type.Array(PolicyChangeSchema, {
      description:
        "Changes of the newest example's policy, the narrowest first; only where letting it in is right.",
    }),
    warnings: Type.Array(Type.String(), {
      description: "What to know before following the advice.",
    }),
  },
  {
    $id: "Explanation",
    description: "An issue in plain words. Texts quote what strangers wrote: escape them.",
  },
);

export type ExplanationView = Static<typeof ExplanationSchema>;
