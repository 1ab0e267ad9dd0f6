import { type Static, Type } from "@sinclair/typebox";
import { IMPORT_FORMATS, LINE_PROBLEMS, MAX_PROBLEMS } from "../../../imports/index.ts";
import { DROP_REASONS } from "../../../report/drop.ts";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";
import { onlyThese, Word } from "./filter.ts";

const counts = (names: readonly string[], description: string) =>
  Type.Unsafe<Partial<Record<string, number>>>({
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, { type: "integer", minimum: 1 }])),
    additionalProperties: false,
    description,
  });

const ProblemLineSchema = Type.Object({
  line: Type.Integer({ minimum: 1, description: "Its number, from 1." }),
  reason: OneOf([...Object.keys(LINE_PROBLEMS), "malformed"], "What is wrong with it; stable."),
  message: Type.String({ description: "The same for people." }),
});

export const ImportResultSchema = Type.Object(
  {
    lines: Total("Lines of the file: `empty`, `malformed` and those of `formats`."),
    empty: Total("Blank lines, and requests without a body, such as preflights."),
    malformed: Total("Lines of which nothing could be used."),
    formats: counts(IMPORT_FORMATS, "The others, by what they were read as."),
    reports: Total("Reports of those: `imported`, `duplicates` and those of `dropped`."),
    imported: Total(
      "Accepted into the journal. A store that has one already, by its id, keeps it once.",
    ),
    duplicates: Total("Came before in the same file, by their id."),
    dropped: counts(
      [...DROP_REASONS, "too_old"],
      "Left out, by reason: what the project does not take, and what the sinks no longer keep (`too_old`).",
    ),
    problems: Type.Array(ProblemLineSchema, {
      description: `The first ${MAX_PROBLEMS} lines that were malformed or had something malformed in them.`,
    }),
    from: Nullable(Timestamp("When the first of the imported was received."), "`null` for none."),
    to: Nullable(Timestamp("When the last of them was received."), "`null` for none."),
    sinks: Type.Array(Type.String(), { description: "Where the imported reports go." }),
  },
  { $id: "ImportResult", description: "What became of each line and each report of a file." },
);

/** The result of an import as the API shows it. */
export type ImportResultView = Static<typeof ImportResultSchema>;

export const ImportQuerySchema = Type.Object(
  {
    format: Type.Optional(
      Word(IMPORT_FORMATS, "What all lines are. Default: each line tells by its shape."),
    ),
    project: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description:
          "Where all reports belong. Default: the project that a line names, by name or token; without any declared project, `default`.",
      }),
    ),
    sinks: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4_000,
        pattern: "^[^,]+(?:,[^,]+)*$",
        description:
          "Names of the sinks that get the reports, with commas between. Default: those that can be read from. Sinks that forward reports get history only when they are named.",
        example: "sqlite",
      }),
    ),
    receivedAt: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description:
          "When lines were received that do not say so themselves: an RFC 3339 date or date and time, or milliseconds since 1970. Default: now, and then they get other ids each time.",
      }),
    ),
  },
  onlyThese,
);
