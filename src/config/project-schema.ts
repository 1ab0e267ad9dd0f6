import { Type } from "@sinclair/typebox";
import { Choice } from "../sink/schema.ts";
import { NameSetting, OriginSetting } from "./nodes.ts";

/** What can be done with noise. */
export const NOISE_ACTIONS = ["tag", "drop"] as const;

/** A token bucket. */
export const RateLimitSetting = (description: string, each: string) =>
  Type.Object(
    {
      per_second: Type.Number({
        exclusiveMinimum: 0,
        description: `Reports that are accepted ${each} and second in the long run.`,
      }),
      burst: Type.Integer({
        minimum: 1,
        description: `Reports that are accepted ${each} at once after a quiet time.`,
      }),
    },
    { description, example: { per_second: 50, burst: 500 } },
  );

/** One `[[projects]]` entry. */
export const ProjectSchema = Type.Object(
  {
    name: NameSetting("shop", "What reports are stored under and shown as. Unique."),
    token: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        example: "shop-4f1c9a",
        description: "The `token` in the report URL. Public: every visitor of the site sees it.",
      }),
    ),
    tokens: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        example: ["shop-4f1c9a", "shop-7be02d"],
        description: "Several tokens, to change from one to another. Instead of `token`.",
      }),
    ),
    state: Choice(["active", "retired"], {
      default: "active",
      description: "A retired project drops its reports as `retired_project`.",
    }),
    origins: Type.Optional(
      Type.Array(OriginSetting({ description: "An origin." }), {
        example: ["https://shop.example", "https://*.shop.example"],
        description:
          "Origins of the documents whose reports are accepted; others are dropped as `origin_not_allowed`. All without it.",
      }),
    ),
    types: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        example: ["csp-violation", "crash"],
        description:
          "Report types that are accepted; others are dropped as `type_not_accepted`. All without it.",
      }),
    ),
    noise: Type.Optional(
      Choice(NOISE_ACTIONS, {
        example: "drop",
        description: "What to do with noise; as `noise.action` without it.",
      }),
    ),
    rate_limit: Type.Optional(
      RateLimitSetting(
        "Reports of this project; more are dropped as `rate_limited`. Off without it.",
        "per project",
      ),
    ),
    quota_per_day: Type.Optional(
      Type.Integer({
        minimum: 1,
        example: 100_000,
        description:
          "Reports per UTC day; more are dropped as `quota_exceeded`. Unbounded without it.",
      }),
    ),
  },
  { description: "A project: the site whose reports carry one of its tokens." },
);
