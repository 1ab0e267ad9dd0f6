import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import { RequestError } from "../../problems.ts";
import type { Services } from "../../services.ts";
import { REPORT } from "../examples.ts";
import { filterOf } from "../filter.ts";
import { operation } from "../operation.ts";
import { readQuery } from "../parameters.ts";
import { read } from "../reading.ts";
import { ReportIdSchema } from "../schema/report.ts";
import { StreamQuerySchema } from "../schema/stream.ts";
import type { SessionParts } from "../session.ts";
import type { Streams } from "./streams.ts";

const TYPE = "text/event-stream";

/** Reports as they come in. */
export function streamApi(
  { reader }: Pick<Services, "reader">,
  { identify }: Pick<SessionParts, "identify">,
  streams: Streams,
) {
  return new Elysia().get(
    "/api/v1/stream",
    async ({ request }) => {
      const query = readQuery(StreamQuerySchema, request.url);
      const { search } = query;
      const filter = { ...filterOf(query), ...(search !== undefined && { search }) };
      const after = lastEventId(request);
      const body = await read(reader, () =>
        streams.open(filter, after, () => identify(request) !== null),
      );
      return new Response(body, {
        headers: {
          "content-type": TYPE,
          // nginx would hold events back until its buffer is full.
          "x-accel-buffering": "no",
        },
      });
    },
    { detail: STREAM },
  );
}

/** What browsers send when they connect again (HTML §9.2.3). */
function lastEventId({ headers }: Request): string | null {
  const id = headers.get("last-event-id") ?? "";
  if (id === "") return null;
  if (Value.Check(ReportIdSchema, { id })) return id.toLowerCase();
  throw new RequestError("request_invalid", "`Last-Event-ID` must be the id of a report.");
}

const STREAM = operation({
  operationId: "streamReports",
  tag: "Reports",
  query: StreamQuerySchema,
  summary: "Follow reports as they come in",
  description:
    'Server-sent events: `report` with a report, as soon as it is stored, and `dropped` with the number of those that were left out where there were more than a client takes (200 in half a second): `{"count": 12, "more": false}`, `more` where not all were counted. A client that was away goes on where it was by sending the header `Last-Event-ID`, as browsers do. A comment comes every few seconds; 16 streams can be open at one time. Swagger UI waits for the end of an answer and shows nothing of this one: use `curl -N`, `EventSource` or `tattle tail`.',
  answers: {
    [TYPE]: {
      schema: Type.String({ description: "Events, without an end." }),
      example: `id: ${REPORT.id}\nevent: report\ndata: ${JSON.stringify(REPORT)}\n\n`,
    },
  },
  answerIs: "The events from now on.",
  errors: ["request_invalid", "too_many_streams", "reader_missing", "reader_unavailable"],
});
