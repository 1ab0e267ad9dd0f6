import type { TSchema } from "@sinclair/typebox";
import { apiOperations } from "../../../src/http/api/api.ts";
import { Streams } from "../../../src/http/api/stream/streams.ts";
import { Totals } from "../../../src/http/status/totals.ts";
import { fakeServices } from "./support.ts";

/** The schemas of answers that worked, by `GET /api/v1/issues/{id}`: those that the OpenAPI document is made of. */
export function answerSchemas(): Map<string, TSchema> {
  const services = fakeServices();
  const app = apiOperations({
    services,
    totals: new Totals(services.counters),
    startedAt: 0,
    issueCode: () => ({ code: "", url: "", expiresAt: "" }),
    who: () => "",
    session: { identify: () => null, reportUrl: () => "" },
    streams: new Streams({ ...services, ask: services.news, failed: () => {} }),
  });
  return new Map(
    app.routes.flatMap(({ method, path, hooks }) => {
      const { 200: ok, 201: made, 202: begun } = hooks.detail.responses;
      const schema = (ok ?? made ?? begun).content["application/json"]?.schema;
      const name = `${method} ${path.replace(/:(\w+)/g, "{$1}")}`;
      return schema === undefined ? [] : [[name, schema] as const];
    }),
  );
}
