import { Elysia } from "elysia";
import type { ErasureInfo } from "../../delivery/index.ts";
import { CodedError } from "../../report/errors.ts";
import type { Page } from "../../sink/reader.ts";
import type { Services } from "../services.ts";
import { invalidBody, readBody } from "./body.ts";
import { ask } from "./delivery.ts";
import { operation } from "./operation.ts";
import { readQuery } from "./parameters.ts";
import {
  ErasureIdSchema,
  ErasurePageSchema,
  ErasureQuerySchema,
  ErasureSchema,
  type ErasureView,
  NewErasureSchema,
} from "./schema/erasure.ts";
import { optionalTimestamp, timestamp } from "./time.ts";

/** Reports of a person or about a page, forgotten for good: ask for it, and see how far it is. */
export function erasuresApi({ erasures }: Pick<Services, "erasures">) {
  return new Elysia()
    .post(
      "/api/v1/erasures",
      async ({ request, set }): Promise<ErasureView> => {
        const body = await readBody(NewErasureSchema, request);
        const { distinctId = null, documentURL = null, project = null } = body;
        if ((distinctId === null) === (documentURL === null)) {
          const message = "Expected either `distinctId` or `documentURL`";
          throw invalidBody([{ path: "", message }]);
        }
        const made = await ask(erasures.request({ distinctId, documentURL, project }));
        set.status = 202;
        return erasureView(made);
      },
      { parse: "none", detail: REQUEST },
    )
    .get("/api/v1/erasures", ({ request }) => page(erasures, request), { detail: LIST })
    .get(
      "/api/v1/erasures/:id",
      async ({ params }): Promise<ErasureView> => erasureView(await ask(erasures.get(params.id))),
      { detail: GET },
    );
}

async function page(erasures: Services["erasures"], request: Request): Promise<Page<ErasureView>> {
  const { limit, cursor } = readQuery(ErasureQuerySchema, request.url);
  const before = cursor === undefined ? null : readCursor(cursor);
  // One more, which tells whether there is another page.
  const found = await ask(erasures.list({ before, limit: limit + 1 }));
  const items = found.slice(0, limit);
  return {
    items: items.map(erasureView),
    next: found.length > limit ? (items.at(-1)?.id ?? null) : null,
  };
}

/** It is the id of the page's last erasure. */
function readCursor(cursor: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cursor)) return cursor;
  throw new CodedError("cursor_invalid", "No page gave this cursor.");
}

function erasureView({ id, what, project, at, doneAt, sinks }: ErasureInfo): ErasureView {
  return {
    id,
    what,
    project,
    state: doneAt === null ? "running" : "done",
    createdAt: timestamp(at),
    doneAt: optionalTimestamp(doneAt),
    sinks,
  };
}

const EXAMPLE: ErasureView = {
  id: "019aab2e-9d40-7c31-8f0e-5b1d8c3a7e62",
  what: "distinct_id",
  project: null,
  state: "running",
  createdAt: "2026-11-22T10:30:00.000Z",
  doneAt: null,
  sinks: [
    { sink: "sqlite", state: "erasing", reports: 12, deadLetters: 0 },
    { sink: "posthog", state: "not_asked", reports: 0, deadLetters: 1 },
  ],
};

const REQUEST = operation({
  operationId: "requestErasure",
  tag: "Operation",
  changes: true,
  body: { schema: NewErasureSchema, example: { distinctId: "user-4711" } },
  summary: "Erase reports of a person or about a page",
  description:
    "Deletes reports for good, with the texts that only they named, from every sink that can erase, from dead letters and from the journal, in the background and over restarts. Counts stay. Begins in each sink once that has everything which was accepted before. Copies that `tattle backup` made, and what other services were sent, are not reached. At most 100 wait or run at once.",
  answer: ErasureSchema,
  answerIs: "The erasure, which has only begun.",
  status: 202,
  example: EXAMPLE,
  errors: ["request_invalid", "control_full", "delivery_unavailable"],
});

const LIST = operation({
  operationId: "listErasures",
  tag: "Operation",
  query: ErasureQuerySchema,
  summary: "List erasures",
  description:
    "Those that run, and of the last thousand those that are done, newest first. What they were to forget is never shown.",
  answer: ErasurePageSchema,
  answerIs: "A page, which may be empty.",
  example: { items: [EXAMPLE], next: EXAMPLE.id },
  errors: ["request_invalid", "cursor_invalid", "delivery_unavailable"],
});

const GET = operation({
  operationId: "getErasure",
  tag: "Operation",
  path: ErasureIdSchema,
  summary: "Get an erasure",
  description: "How far it is. What it was to forget is forgotten when it is done.",
  answer: ErasureSchema,
  answerIs: "The erasure.",
  example: EXAMPLE,
  errors: ["erasure_unknown", "delivery_unavailable"],
});
