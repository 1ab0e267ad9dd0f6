import type { TObject, TSchema } from "@sinclair/typebox";
import type { ErrorCode } from "../../report/errors.ts";
import { ERRORS } from "../../report/errors.ts";
import { PROBLEM_TYPE, PROBLEMS, type ProblemCode, problemType } from "../problems.ts";
import { parameterDocs } from "./parameters.ts";
import { type Problem, ProblemSchema } from "./schema/common.ts";

/** What the OpenAPI document says about one operation. */
interface AnyDoc {
  operationId: string;
  tag: Tag;
  /** Its parameters, by where they stand. */
  query?: TObject;
  path?: TObject;
  /** The JSON body that it takes. */
  body?: { schema: TObject; example: object };
  /** A body of text that it takes, by media type. */
  textBody?: Readonly<Record<string, { schema: TSchema; example: string }>>;
  summary: string;
  description: string;
  /** What the answer is that says it worked, in a sentence. */
  answerIs: string;
  /** Default 200. */
  status?: 200 | 201 | 202;
  /** Besides those that the access rules bring. */
  errors: readonly ProblemCode[];
  /** Default: token or session. */
  access?: "any" | "token";
  /** It changes something, which read-only tokens may not. Default false. */
  changes?: boolean;
}

/** An operation that answers in JSON. */
export interface OperationDoc<S extends TSchema> extends AnyDoc {
  answer: S;
  example: S["static"];
}

/** An operation that answers in something else. */
export interface TextDoc extends AnyDoc {
  /** By media type. */
  answers: Readonly<Record<string, { schema: TSchema; example: string }>>;
}

export const TAGS = {
  Reports: "What browsers sent.",
  Issues: "All violations of one kind.",
  Counts: "How many reports there were, of what, and when.",
  Noise: "Rules about reports that no change of a site can end.",
  Alerts: "What people are told of, and how it reaches them.",
  Operation: "How Tattle, its sinks and its projects are doing.",
  Access: "Logging in, and tokens that may only read.",
  Ingest: "Where browsers send reports. Needs no admin token.",
} as const;

type Tag = keyof typeof TAGS;

const SECURITY = { any: [{ token: [] }, { session: [] }], token: [{ token: [] }] };

/** The `detail` of an Elysia route: its part of the OpenAPI document. */
export function operation<S extends TSchema>(doc: OperationDoc<S> | TextDoc) {
  const guards: ProblemCode[] = doc.changes ? ["read_only", "cross_site_refused"] : [];
  const errors: ProblemCode[] = [
    ...doc.errors,
    "unauthorized",
    ...guards,
    "too_many_attempts",
    "internal",
  ];
  return {
    operationId: doc.operationId,
    tags: [doc.tag],
    summary: doc.summary,
    description: doc.description,
    parameters: [
      ...(doc.path ? parameterDocs("path", doc.path) : []),
      ...(doc.query ? parameterDocs("query", doc.query) : []),
    ],
    ...(doc.body && { requestBody: requestBody(doc.body) }),
    ...(doc.textBody && { requestBody: { required: true, content: doc.textBody } }),
    security: SECURITY[doc.access ?? "any"],
    responses: {
      [doc.status ?? 200]: {
        description: doc.answerIs,
        content: contentOf(doc),
      },
      ...errorAnswers(errors),
    },
  };
}

function contentOf<S extends TSchema>(
  doc: OperationDoc<S> | TextDoc,
): Record<string, { schema: TSchema; example: unknown }> {
  if ("answers" in doc) return doc.answers;
  return { "application/json": { schema: doc.answer, example: doc.example } };
}

function requestBody(media: { schema: TObject; example: object }) {
  const content: Record<string, object> = { "application/json": media };
  return { required: true, content };
}

/** One answer per status, with an example for each code that has it. */
function errorAnswers(codes: readonly ProblemCode[]) {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries([...byStatus].map(([status, group]) => [status, problems(group)]));
}

function problems(codes: readonly ProblemCode[]) {
  const examples = Object.fromEntries(codes.map((code) => [code, { value: problemExample(code) }]));
  const lines = codes.map((code) => `\`${code}\`: ${advice(code)}`);
  return {
    description: lines.join("\n\n"),
    content: { [PROBLEM_TYPE]: { schema: ProblemSchema, examples } },
  };
}

function problemExample(code: ProblemCode): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: problemType(code), title, status, detail: advice(code), code };
}

function advice(code: ErrorCode): string {
  return ERRORS[code];
}
