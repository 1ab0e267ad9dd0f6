import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import type { LetterChoice } from "../../delivery/index.ts";
import { CodedError } from "../../report/errors.ts";
import type { Page } from "../../sink/reader.ts";
import type { RemoteLetters, Services } from "../services.ts";
import { readBody } from "./body.ts";
import * as docs from "./dead-letters-docs.ts";
import { ask } from "./delivery.ts";
import { readQuery } from "./parameters.ts";
import {
  type DeadLetterView,
  LetterChoiceSchema,
  type LetterHolderView,
  LetterIdSchema,
  type LetterInfoView,
  LetterQuerySchema,
} from "./schema/dead-letter.ts";
import { letterView, reportView } from "./views.ts";

/** Reports that sinks refused: list, show, replay, drop. */
export function deadLettersApi({ deadLetters }: Pick<Services, "deadLetters">) {
  return new Elysia()
    .get(
      "/api/v1/dead-letters",
      async (): Promise<{ items: LetterHolderView[] }> => ({
        items: await ask(deadLetters.holders()),
      }),
      { detail: docs.HOLDERS },
    )
    .get(
      "/api/v1/sinks/:name/dead-letters",
      ({ params, request }) => page(deadLetters, params.name, request),
      { detail: docs.LIST },
    )
    .get(
      "/api/v1/sinks/:name/dead-letters/:id",
      async ({ params }): Promise<DeadLetterView> => {
        // No letter has the number 0: the answer is that of any other that is not there.
        const id = Value.Check(LetterIdSchema, params) ? Number(params.id) : 0;
        const letter = await ask(deadLetters.get(params.name, id));
        return { ...letterView(letter), report: reportView(letter.report) };
      },
      { detail: docs.GET },
    )
    .post(
      "/api/v1/sinks/:name/dead-letters/replay",
      async ({ params, request }) => {
        const choice = await readChoice(request);
        return { count: await ask(deadLetters.replay(params.name, choice)) };
      },
      { parse: "none", detail: docs.REPLAY },
    )
    .post(
      "/api/v1/sinks/:name/dead-letters/drop",
      async ({ params, request }) => {
        const choice = await readChoice(request);
        return { count: await ask(deadLetters.drop(params.name, choice)) };
      },
      { parse: "none", detail: docs.DROP },
    );
}

async function page(
  deadLetters: RemoteLetters,
  sink: string,
  request: Request,
): Promise<Page<LetterInfoView>> {
  const { limit, cursor } = readQuery(LetterQuerySchema, request.url);
  const before = cursor === undefined ? null : readCursor(cursor);
  const letters = await ask(deadLetters.list(sink, { before, limit }));
  const last = letters.at(-1);
  // Pages may be short: only an empty one behind it says that one was the last.
  const rest = last && (await ask(deadLetters.list(sink, { before: last.id, limit: 1 })));
  return { items: letters.map(letterView), next: last && rest?.length ? `${last.id}` : null };
}

function readCursor(cursor: string): number {
  if (/^[1-9]\d{0,14}$/.test(cursor)) return Number(cursor);
  throw new CodedError("cursor_invalid", "No page gave this cursor.");
}

async function readChoice(request: Request): Promise<LetterChoice> {
  const { ids } = await readBody(LetterChoiceSchema, request);
  return ids ?? "all";
}
