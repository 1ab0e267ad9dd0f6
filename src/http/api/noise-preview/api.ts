import type { Static } from "@sinclair/typebox";
import { Elysia } from "elysia";
import type { NoiseChange } from "../../../control/index.ts";
import { isJsonObject } from "../../../report/json.ts";
import type { Services } from "../../services.ts";
import { invalidBody, readBody } from "../body.ts";
import { readNewRule } from "../noise-rule-body.ts";
import { read } from "../reading.ts";
import { NoisePreviewCheck, type NoisePreviewView } from "../schema/noise-preview.ts";
import { parseRange, timestamp } from "../time.ts";
import { PREVIEW } from "./docs.ts";
import type { NoisePreview } from "./question.ts";

/** Days that are looked at unless somebody says which. */
const DAYS = 7;

const CHANGES = ["rule", "disable", "enable", "remove"] as const;

/** What a change of noise rules would hide, before it is made. */
export function noisePreviewApi({
  noise,
  previewNoise,
  reader,
  now,
}: Pick<Services, "noise" | "previewNoise" | "reader" | "now">) {
  return new Elysia().post(
    "/api/v1/noise-rules/preview",
    async ({ request }): Promise<NoisePreviewView> => {
      const body = await readBody(NoisePreviewCheck, request);
      const rules = noise.tryOut(changeOf(body));
      const span = parseRange(body, now(), DAYS, "body");
      const question = { ...rules, span, project: body.project ?? null };
      const preview = await read(reader, () => previewNoise(question));
      return view(preview, span);
    },
    { parse: "none", detail: PREVIEW },
  );
}

function changeOf(body: Static<typeof NoisePreviewCheck>): NoiseChange {
  const { rule, disable, enable, remove } = body;
  const named = CHANGES.filter((name) => body[name] !== undefined);
  if (named.length === 1) {
    if (isJsonObject(rule)) return { rule: readNewRule(rule, "rule.") };
    if (disable !== undefined) return { disable };
    if (enable !== undefined) return { enable };
    if (remove !== undefined) return { remove };
  }
  const message = "Expected exactly one of `rule`, `disable`, `enable` and `remove`";
  throw invalidBody([{ path: "", message }]);
}

function view(
  { tagged, untagged, moves, ...rest }: NoisePreview,
  span: { from: number; to: number },
): NoisePreviewView {
  return {
    from: timestamp(span.from),
    to: timestamp(span.to),
    ...rest,
    tagged: { ...tagged, top: [...tagged.top] },
    untagged: { ...untagged, top: [...untagged.top] },
    moves: [...moves],
  };
}
