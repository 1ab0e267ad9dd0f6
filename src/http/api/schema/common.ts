import { type Static, type TSchema, Type } from "@sinclair/typebox";
import type { JsonObject } from "../../../report/json.ts";
import { PROBLEMS, type ProblemCode } from "../../problems.ts";

/** `schema`, or `null`. */
export const Nullable = <S extends TSchema>(schema: S, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

/** One of several words. */
export const OneOf = <const W extends readonly string[]>(words: W, description?: string) =>
  Type.Unsafe<W[number]>({
    type: "string",
    enum: [...words],
    ...(description !== undefined && { description }),
  });

/** A moment as the API writes it: RFC 3339, UTC, milliseconds. */
export const Timestamp = (description: string) => Type.String({ format: "date-time", description });

/** A number of things. */
export const Total = (description: string) => Type.Integer({ minimum: 0, description });

/** Any JSON object: what senders wrote. */
export const AnyObject = (description: string) =>
  Type.Unsafe<JsonObject>({ type: "object", additionalProperties: true, description });

const codes = Object.keys(PROBLEMS) as ProblemCode[];

export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: "`urn:tattle:error:` and the code." }),
    title: Type.String({ description: "The kind of problem, for people." }),
    status: Type.Integer({ description: "The HTTP status." }),
    detail: Type.String({ description: "What happened in this case, for people." }),
    code: OneOf(codes, "Stable across releases."),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          in: OneOf(["query", "path", "body"]),
          name: Type.String({ description: "The parameter, or the place in the body." }),
          message: Type.String({ description: "The rule that it breaks." }),
        }),
        { description: "The parameters at fault, with `request_invalid`." },
      ),
    ),
  },
  { $id: "Problem", description: "Why a request failed (RFC 9457)." },
);

/** The body of every error. */
export type Problem = Static<typeof ProblemSchema>;
