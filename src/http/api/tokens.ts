import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import type { AccessToken } from "../../control/index.ts";
import { CodedError } from "../../report/errors.ts";
import { ADMIN } from "../access/identity.ts";
import type { Services } from "../services.ts";
import { invalidBody, readBody } from "./body.ts";
import { CREATED_TOKEN, TOKEN } from "./examples.ts";
import { operation } from "./operation.ts";
import {
  CreatedTokenSchema,
  type CreatedTokenView,
  NewTokenSchema,
  TokenIdSchema,
  TokenListSchema,
  TokenSchema,
  type TokenView,
} from "./schema/token.ts";
import { optionalTimestamp, parseMoment, timestamp } from "./time.ts";

const tag = "Access";

/** Tokens that may only read: list, make, revoke. */
export function tokensApi({ tokens, now }: Pick<Services, "tokens" | "now">) {
  return new Elysia()
    .get(
      "/api/v1/tokens",
      (): { items: TokenView[] } => ({
        items: tokens.list().map((token) => tokenView(token, now())),
      }),
      { detail: LIST },
    )
    .post(
      "/api/v1/tokens",
      async ({ request, set }): Promise<CreatedTokenView> => {
        const { name, role, expiresAt: end } = await readBody(NewTokenSchema, request);
        if (name === ADMIN.name)
          throw invalidBody([{ path: "name", message: "Is the admin token's" }]);
        const expiresAt = end === undefined ? null : readEnd(end, now());
        const { token, secret } = tokens.create({ name, role, expiresAt }, now());
        set.status = 201;
        return { secret, ...tokenView(token, now()) };
      },
      { parse: "none", detail: CREATE },
    )
    .delete(
      "/api/v1/tokens/:id",
      ({ params }): TokenView => {
        if (!Value.Check(TokenIdSchema, params)) {
          throw new CodedError("token_unknown", "There is no such token.");
        }
        return tokenView(tokens.revoke(Number(params.id)), now());
      },
      { parse: "none", detail: REVOKE },
    );
}

function tokenView(token: AccessToken, now: number): TokenView {
  const { id, name, role, createdAt, expiresAt, lastUsedAt } = token;
  return {
    id,
    name,
    role,
    createdAt: timestamp(createdAt),
    expiresAt: optionalTimestamp(expiresAt),
    expired: expiresAt !== null && expiresAt <= now,
    lastUsedAt: optionalTimestamp(lastUsedAt),
  };
}

function readEnd(text: string, now: number): number {
  const end = parseMoment(text);
  if (end !== null && end > now) return end;
  throw invalidBody([{ path: "expiresAt", message: "Expected a moment in the future" }]);
}

const LIST = operation({
  operationId: "listTokens",
  tag,
  summary: "List read-only tokens",
  description: "Without their secrets, of which only hashes are kept.",
  answer: TokenListSchema,
  answerIs: "All tokens, those that have expired included.",
  example: { items: [TOKEN] },
  errors: [],
});

const CREATE = operation({
  operationId: "createToken",
  tag,
  changes: true,
  body: { schema: NewTokenSchema, example: { name: "grafana", role: "read" } },
  summary: "Make a read-only token",
  description:
    "For dashboards, scripts and people that are only to look. It opens every GET of the API, and the pages; every other method is refused. At most 100 are kept.",
  answer: CreatedTokenSchema,
  answerIs: "The token with its secret, which nothing shows again.",
  status: 201,
  example: CREATED_TOKEN,
  errors: ["request_invalid", "token_exists", "control_full", "control_unavailable"],
});

const REVOKE = operation({
  operationId: "revokeToken",
  tag,
  changes: true,
  path: TokenIdSchema,
  summary: "Revoke a read-only token",
  description: "It and the sessions that it opened end at once.",
  answer: TokenSchema,
  answerIs: "The token that is no more.",
  example: TOKEN,
  errors: ["token_unknown", "control_unavailable"],
});
