import { type Static, Type } from "@sinclair/typebox";
import { NOISE_FIELDS, OWN_MATCHES } from "../../../admission/index.ts";
import { NoiseRuleSchema } from "../../../config/index.ts";
import { Nullable, OneOf } from "./common.ts";
import { publishedFields } from "./published.ts";

/** Rules that one request may switch. */
const MAX_IDS = 1000;

const ruleFields = publishedFields(NoiseRuleSchema, false);
const { id: _, ...replaceable } = ruleFields;

export const NewNoiseRuleSchema = Type.Object(ruleFields, {
  $id: "NewNoiseRule",
  description: "A rule as `[[noise.rules]]` of the config file has it.",
  additionalProperties: false,
});

export const NoiseRuleBodySchema = Type.Object(replaceable, {
  $id: "NoiseRuleBody",
  description: "A rule without its id.",
  additionalProperties: false,
});

export const ListedNoiseRuleSchema = Type.Object(
  {
    id: Type.String({ description: "Kind and name; stands in the `noise` of reports." }),
    kind: Type.String({ description: "The part of the id before the slash." }),
    match: OneOf([...OWN_MATCHES, "firefox-bug"], "How `value` is compared."),
    fields: Type.Array(OneOf(NOISE_FIELDS), { description: "The texts that are looked at." }),
    value: Type.String({ description: "What is looked for." }),
    why: Type.String({ description: "One sentence for people." }),
    confidence: OneOf(["high", "medium", "low"]),
    source: OneOf(
      ["built-in", "file", "control"],
      "Who declares it: Tattle, the config file, or people at run time.",
    ),
    enabled: Type.Boolean({ description: "Whether it is used." }),
    disabledBy: Nullable(
      OneOf(["file", "control", "confidence"]),
      "Who has switched it off: the config file, people at run time, or its confidence, which is too low to be used.",
    ),
  },
  { $id: "NoiseRule", description: "A rule about reports that no change of the site can end." },
);

/** A noise rule as the API shows it. */
export type NoiseRuleView = Static<typeof ListedNoiseRuleSchema>;

export const NoiseRuleListSchema = Type.Object(
  { items: Type.Array(ListedNoiseRuleSchema) },
  {
    $id: "NoiseRuleList",
    description: "Rules of the file, those made at run time, built-in ones.",
  },
);

export const NoiseRuleIdSchema = Type.Object({
  kind: Type.String({ description: "The part of the id before the slash.", example: "own" }),
  name: Type.String({ description: "The part behind it.", example: "widget" }),
});

export const NoiseRuleIdsSchema = Type.Object(
  {
    ids: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      minItems: 1,
      maxItems: MAX_IDS,
      description: "The rules' ids.",
    }),
  },
  { $id: "NoiseRuleIds", additionalProperties: false },
);
