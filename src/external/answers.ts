import { type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

/** As far as whoever asked goes by it without looking. */
const StoredReport = Type.Object({
  id: Type.String(),
  receivedAt: Type.Number(),
  occurredAt: Type.Number(),
});

const Counts = { received: Type.Number(), estimated: Type.Number() };
const Group = Type.Object(Counts);

/** What the methods of a reader resolve with, as far as a wrong answer would be taken for a bug of Tattle. */
const ANSWERS: Readonly<Record<string, TSchema>> = {
  reports: Type.Object({
    items: Type.Array(StoredReport),
    next: Type.Union([Type.String(), Type.Null()]),
  }),
  report: Type.Union([StoredReport, Type.Null()]),
  overview: Type.Object({
    total: Group,
    issues: Type.Number(),
    series: Type.Array(Type.Object({ ...Counts, at: Type.Number() })),
    byDirective: Type.Array(Group),
    byDisposition: Type.Array(Group),
  }),
};

/** What is wrong with the answer of a reader's method; `null` where it can be used. */
export function answerProblem(method: string, answer: unknown): string | null {
  const schema = Object.hasOwn(ANSWERS, method) ? ANSWERS[method] : undefined;
  const error = schema && Value.Errors(schema, answer).First();
  if (!error) return null;
  return `Broken sink: what its reader's ${method}() resolves with is wrong at ${error.path || "/"}.`;
}
