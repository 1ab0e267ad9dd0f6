import { NOISE_RULE } from "../examples.ts";
import { operation } from "../operation.ts";
import {
  NoisePreviewBodySchema,
  NoisePreviewSchema,
  type NoisePreviewView,
} from "../schema/noise-preview.ts";

const { id, match, fields, value, why, confidence } = NOISE_RULE;

const EXAMPLE: NoisePreviewView = {
  from: "2026-11-15T09:30:00.000Z",
  to: "2026-11-22T09:30:00.000Z",
  exact: true,
  read: 18_240,
  counted: 18_251,
  tagged: {
    received: 1_204,
    estimated: 1_204,
    issues: 2,
    top: [
      {
        id: "9f2c1a7be04d5638",
        project: "default",
        directive: "script-src-elem",
        blocked: "https://cdn.widget.example",
        source: null,
        received: 1_190,
        estimated: 1_190,
        left: 0,
        example: {
          report: "01960d5e-7c1a-7b3f-9a52-3f6d0c8e4b21",
          documentURL: "https://www.shop.example/cart",
          blockedURL: "https://cdn.widget.example/w.js",
          sourceFile: null,
          sample: null,
        },
      },
    ],
  },
  hidden: 1,
  untagged: { received: 0, estimated: 0, issues: 0, top: [] },
  renamed: { received: 3, estimated: 3 },
  moves: [
    { from: null, to: "own/widget", received: 1_204, estimated: 1_204 },
    { from: "extension-host/getpocket.com", to: "own/widget", received: 3, estimated: 3 },
  ],
};

export const PREVIEW = operation({
  operationId: "previewNoiseRules",
  tag: "Noise",
  changes: true,
  body: {
    schema: NoisePreviewBodySchema,
    example: { rule: { id, match, fields, value, why, confidence } },
  },
  summary: "See what a change of noise rules would hide",
  description:
    "Reads stored reports of the last seven days, or of the span that is named, and says what the change would do to their tags: which reports would be called noise that are not, or no longer, by which rules, and which issues they belong to. Nothing is changed. The work is bounded: where there are more reports than can be read, `exact` is false and the counts are those of a sample from all parts of the span. At most four are answered one after the other; what is more is refused.",
  answer: NoisePreviewSchema,
  answerIs: "What would be tagged and untagged.",
  example: EXAMPLE,
  errors: [
    "request_invalid",
    "noise_rule_unknown",
    "noise_rule_fixed",
    "noise_rule_exists",
    "reader_missing",
    "reader_unavailable",
  ],
});
