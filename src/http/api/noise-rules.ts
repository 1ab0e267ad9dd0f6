import { Elysia } from "elysia";
import type { Services } from "../services.ts";
import { invalidBody, readBody, readObject } from "./body.ts";
import { readNewRule } from "./noise-rule-body.ts";
import * as docs from "./noise-rules-docs.ts";
import { NoiseRuleIdsSchema, type NoiseRuleView } from "./schema/noise-rule.ts";

/** The rules by which noise is recognised: list, make, change, remove, switch. */
export function noiseRulesApi({ noise, now }: Pick<Services, "noise" | "now">) {
  const shown = (ids: ReadonlySet<string>) => views(noise).filter(({ id }) => ids.has(id));
  const switchTo = (enabled: boolean) => async (request: Request) => {
    const { ids } = await readBody(NoiseRuleIdsSchema, request);
    noise.setEnabled(ids, enabled);
    return { items: shown(new Set(ids)) };
  };
  return new Elysia()
    .get("/api/v1/noise-rules", () => ({ items: views(noise) }), { detail: docs.LIST })
    .post(
      "/api/v1/noise-rules",
      async ({ request, set }) => {
        const rule = readNewRule(await readObject(request));
        noise.create(rule, now());
        set.status = 201;
        return shown(new Set([rule.id]))[0];
      },
      { parse: "none", detail: docs.CREATE },
    )
    .put(
      "/api/v1/noise-rules/:kind/:name",
      async ({ params: { kind, name }, request }) => {
        const id = `${kind}/${name}`;
        const body = await readObject(request);
        if (Object.hasOwn(body, "id")) {
          throw invalidBody([{ path: "id", message: "stands in the address" }]);
        }
        const rule = readNewRule({ ...body, id });
        noise.replace(rule, now());
        return shown(new Set([id]))[0];
      },
      { parse: "none", detail: docs.REPLACE },
    )
    .delete(
      "/api/v1/noise-rules/:kind/:name",
      ({ params: { kind, name } }) => {
        const id = `${kind}/${name}`;
        const [rule] = shown(new Set([id]));
        noise.remove(id);
        return rule;
      },
      { parse: "none", detail: docs.REMOVE },
    )
    .post("/api/v1/noise-rules/enable", ({ request }) => switchTo(true)(request), {
      parse: "none",
      detail: docs.ENABLE,
    })
    .post("/api/v1/noise-rules/disable", ({ request }) => switchTo(false)(request), {
      parse: "none",
      detail: docs.DISABLE,
    });
}

function views(noise: Pick<Services["noise"], "list">): NoiseRuleView[] {
  return noise.list().map((rule) => ({ ...rule, fields: [...rule.fields] }));
}
