import { NOISE_RULE } from "./examples.ts";
import { operation } from "./operation.ts";
import {
  ListedNoiseRuleSchema,
  NewNoiseRuleSchema,
  NoiseRuleBodySchema,
  NoiseRuleIdSchema,
  NoiseRuleIdsSchema,
  NoiseRuleListSchema,
} from "./schema/noise-rule.ts";

const tag = "Noise";
const { id, match, fields, value, why, confidence } = NOISE_RULE;
const BODY = { match, fields, value, why, confidence };

export const LIST = operation({
  operationId: "listNoiseRules",
  tag,
  summary: "List noise rules",
  description:
    "Built-in ones, those of the config file, and those made at run time, with whether they are used. Where several recognise a report, the most confident one names it, then the one with the longer value.",
  answer: NoiseRuleListSchema,
  answerIs: "All rules.",
  example: { items: [NOISE_RULE] },
  errors: [],
});

const ONE = { tag, changes: true, answer: ListedNoiseRuleSchema, example: NOISE_RULE } as const;

export const CREATE = operation({
  ...ONE,
  operationId: "createNoiseRule",
  body: { schema: NewNoiseRuleSchema, example: { id, ...BODY } },
  summary: "Make a noise rule",
  description:
    "Used at once for reports that come; those that are stored follow in the background, see `GET /api/v1/noise-rules/retagging`. Rules that could never match are refused, and those so broad that they would call attacks noise: a scheme of the web, a keyword such as `inline`, a domain such as `co.uk`.",
  answerIs: "The rule.",
  status: 201,
  errors: ["request_invalid", "noise_rule_exists", "control_full", "control_unavailable"],
});

export const REPLACE = operation({
  ...ONE,
  operationId: "replaceNoiseRule",
  path: NoiseRuleIdSchema,
  body: { schema: NoiseRuleBodySchema, example: BODY },
  summary: "Change a noise rule",
  description:
    "As a whole, and only one that was made at run time. Stored reports follow in the background.",
  answerIs: "The rule as it is now.",
  errors: ["request_invalid", "noise_rule_unknown", "noise_rule_fixed", "control_unavailable"],
});

export const REMOVE = operation({
  ...ONE,
  operationId: "removeNoiseRule",
  path: NoiseRuleIdSchema,
  summary: "Remove a noise rule",
  description:
    "Only one that was made at run time. Stored reports that carry its tag lose it in the background.",
  answerIs: "The rule that is no more.",
  errors: ["noise_rule_unknown", "noise_rule_fixed", "control_unavailable"],
});

const SWITCH = {
  tag,
  changes: true,
  body: { schema: NoiseRuleIdsSchema, example: { ids: ["own/widget"] } },
  answer: NoiseRuleListSchema,
  answerIs: "These rules as they are now.",
  errors: ["request_invalid", "noise_rule_unknown", "noise_rule_fixed", "control_unavailable"],
} as const;

export const ENABLE = operation({
  ...SWITCH,
  operationId: "enableNoiseRules",
  summary: "Use noise rules again",
  description:
    "All or none. What the config file has switched off stays so. Stored reports follow in the background.",
  example: { items: [NOISE_RULE] },
});

export const DISABLE = operation({
  ...SWITCH,
  operationId: "disableNoiseRules",
  summary: "Switch noise rules off",
  description: "All or none; built-in ones too. Stored reports follow in the background.",
  example: { items: [{ ...NOISE_RULE, enabled: false, disabledBy: "control" }] },
});
