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
const Text = Type.Union([Type.String(), Type.Null()]);
const Point = Type.Object({ ...Counts, at: Type.Number() });
const Named = Type.Object({ ...Counts, value: Text });
const covers = Type.Object({ from: Type.Number(), to: Type.Number() });

const IssueName = {
  id: Type.String(),
  directive: Text,
  blocked: Type.String(),
  source: Text,
  lastSeen: Type.Number(),
};

const Issue = {
  ...IssueName,
  project: Type.String(),
  firstSeen: Type.Number(),
  counts: Type.Object({
    ...Counts,
    interval: Type.Object({ low: Type.Number(), high: Type.Number() }),
  }),
  allTime: Group,
  documents: Type.Number(),
  browsers: Type.Array(Named),
  versions: Type.Array(Named),
  dispositions: Type.Array(Named),
  noise: Group,
  status: Type.String(),
  regressed: Type.Union([Type.Object({ at: Type.Number() }), Type.Null()]),
  sparkline: Type.Object({
    from: Type.Number(),
    step: Type.Number(),
    received: Type.Array(Type.Number()),
  }),
};

const Compared = Type.Array(Type.Object({ ...IssueName, a: Group, b: Group }));

/** What the methods of a reader resolve with, as far as a wrong answer would be taken for a bug of Tattle. */
const ANSWERS: Readonly<Record<string, TSchema>> = {
  reports: Type.Object({
    items: Type.Array(StoredReport),
    next: Type.Union([Type.String(), Type.Null()]),
  }),
  report: Type.Union([StoredReport, Type.Null()]),
  overview: Type.Object({
    covers,
    total: Group,
    issues: Type.Number(),
    series: Type.Array(Point),
    byDirective: Type.Array(Group),
    byDisposition: Type.Array(Group),
  }),
  series: Type.Object({
    covers,
    bucket: Type.String(),
    total: Group,
    points: Type.Array(Point),
    groups: Type.Array(Type.Object({ ...Counts, value: Text, points: Type.Array(Point) })),
    rest: Type.Union([Type.Object({ ...Counts, points: Type.Array(Point) }), Type.Null()]),
  }),
  top: Type.Object({
    covers,
    total: Group,
    items: Type.Array(Named),
    rest: Group,
    values: Type.Number(),
  }),
  issues: Type.Object({
    items: Type.Array(Type.Object(Issue)),
    next: Text,
    total: Type.Number(),
    covers,
  }),
  issue: Type.Union([
    Type.Object({
      ...Issue,
      covers,
      topDocuments: Type.Array(Group),
      otherDocuments: Group,
      seenVersions: Type.Array(Group),
      variants: Type.Array(Group),
      examples: Type.Array(Type.String()),
      related: Type.Array(Type.Object(IssueName)),
      history: Type.Array(Point),
    }),
    Type.Null(),
  ]),
  versions: Type.Object({
    a: Group,
    b: Group,
    new: Compared,
    gone: Compared,
    changed: Compared,
    totals: Type.Object({ new: Type.Number(), gone: Type.Number(), changed: Type.Number() }),
  }),
  types: Type.Array(Type.Object({ ...Counts, type: Type.String() })),
  facets: Type.Object({
    projects: Type.Array(Type.String()),
    types: Type.Array(Type.String()),
    directives: Type.Array(Type.String()),
    versions: Type.Array(Type.String()),
    browsers: Type.Array(Type.String()),
    noise: Type.Array(Type.String()),
  }),
};

/** What is wrong with the answer of a reader's method; `null` where it can be used. */
export function answerProblem(method: string, answer: unknown): string | null {
  const schema = Object.hasOwn(ANSWERS, method) ? ANSWERS[method] : undefined;
  const error = schema && Value.Errors(schema, answer).First();
  if (!error) return null;
  return `Broken sink: what its reader's ${method}() resolves with is wrong at ${error.path || "/"}.`;
}
