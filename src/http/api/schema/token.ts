import { type Static, Type } from "@sinclair/typebox";
import { NAME_PATTERN } from "../../../config/index.ts";
import { Nullable, OneOf, Timestamp } from "./common.ts";

const token = {
  id: Type.Integer({ minimum: 1, description: "Never used twice." }),
  name: Type.String({ description: "What changes and lists name it by." }),
  role: OneOf(["read"], "`read`: GET and HEAD alone."),
  createdAt: Timestamp("When it was made."),
  expiresAt: Nullable(Timestamp("When it ends."), "`null`: never."),
  expired: Type.Boolean({ description: "It has ended and opens nothing." }),
  lastUsedAt: Nullable(
    Timestamp("The hour in which it was used last."),
    "To the hour; `null`: not yet.",
  ),
};

export const TokenSchema = Type.Object(token, {
  $id: "Token",
  description: "A token of the API, without its secret.",
});

/** A token as the API lists it. */
export type TokenView = Static<typeof TokenSchema>;

export const TokenListSchema = Type.Object(
  { items: Type.Array(TokenSchema, { description: "Oldest first." }) },
  { $id: "TokenList", description: "All tokens but the admin token." },
);

export const NewTokenSchema = Type.Object(
  {
    name: Type.String({ pattern: NAME_PATTERN, description: "Unique; not `admin`." }),
    role: Type.Literal("read", { description: "What it may do: GET and HEAD alone." }),
    expiresAt: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description: "RFC 3339 date or time in the future. Left out: it never ends.",
      }),
    ),
  },
  { $id: "NewToken", description: "What a token is to be.", additionalProperties: false },
);

export const CreatedTokenSchema = Type.Object(
  {
    secret: Type.String({
      description: "The token itself, for `Authorization: Bearer …`. Shown only now.",
    }),
    ...token,
  },
  { $id: "CreatedToken", description: "A token that was just made." },
);

/** A token that was just made, as the API shows it once. */
export type CreatedTokenView = Static<typeof CreatedTokenSchema>;

export const TokenIdSchema = Type.Object({
  id: Type.String({
    pattern: "^[1-9][0-9]{0,14}$",
    description: "The token's `id`.",
    example: "3",
  }),
});
