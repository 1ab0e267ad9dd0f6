import { type Static, Type } from "@sinclair/typebox";

/** Parameters as the address has them: one of these words. */
export const Word = <const W extends readonly string[]>(words: W, description: string) =>
  Type.Unsafe<W[number]>(
    Type.String({ enum: [...words], pattern: `^(?:${words.join("|")})$`, description }),
  );

/** As long as the URLs are that reports are cut to. */
const MAX_URL = 8192;

const text = (description: string, maxLength = 1000) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, description }));

/** A text that reports may lack, which an empty parameter stands for. */
const textOrNone = (description: string, none: string) =>
  Type.Optional(
    Type.String({
      maxLength: 1000,
      allowEmptyValue: true,
      description: `${description} Empty: ${none}.`,
    }),
  );

const moment = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 40, description }));

/** A span of time; which one is meant without it is the description's to say. */
export const spanParameters = (otherwise: string) => ({
  from: moment(
    `Start, inclusive: an RFC 3339 date (\`2026-11-21\`) or date and time, or milliseconds since 1970. ${otherwise}`,
  ),
  to: moment("End, exclusive, alike. Default: now."),
});

export const LAST_DAY = "Default: a day before `to`. At most 400 days.";

/** What names an issue and what happened to it: all filters but those that only make sense across issues. */
export const issueFilters = {
  project: text("Only of this project."),
  directive: textOrNone(
    "Only of this effective directive, as issues have it: `script-src-elem`.",
    "those that name none",
  ),
  blocked: text(
    "Only of what was blocked, as issues have it: a keyword (`inline`), a scheme, or `scheme://host`.",
  ),
  source: textOrNone("Only of this source, as issues have it.", "those of the document's own code"),
  disposition: Type.Optional(
    Type.Unsafe<"enforce" | "report" | "">(
      Type.String({
        enum: ["enforce", "report", ""],
        pattern: "^(?:enforce|report|)$",
        allowEmptyValue: true,
        description:
          "Blocked (`enforce`) or only told of (`report`). Empty: those that do not say.",
      }),
    ),
  ),
  version: textOrNone("Only of this policy version (`v`).", "those without one"),
  browser: textOrNone("Only of this browser family, such as `Firefox`.", "those without one"),
  noise: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: "^(?:with|without|only|[^/]+/.+)$",
      description:
        "Reports that a noise rule recognised: `with` them (default), `without`, `only` they, or those of the rule of this id.",
      example: "without",
    }),
  ),
  document: text("Only of this document: its URL as reports have it.", MAX_URL),
};

/** Every filter that there is. */
export const filters = {
  ...issueFilters,
  type: text("Only of this type, such as `csp-violation`."),
  issue: Type.Optional(
    Type.String({ pattern: "^[0-9a-f]{16}$", description: "Only of the issue of this id." }),
  ),
};

export const search = text(
  "Text in directive, blocked, source, a document or a sample; case is ignored, no character is special.",
  512,
);

/** How many a page has, and where it begins. */
export const pageParameters = (maximum: number, note = "") => ({
  limit: Type.Integer({
    minimum: 1,
    maximum,
    default: 50,
    description: `At most so many a page.${note}`,
  }),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 500, description: "`next` of the page before." }),
  ),
});

/** A query that knows these parameters and no others. */
export const onlyThese = { additionalProperties: false };

const Filters = Type.Object(filters);

/** Filters as the address has them. */
export type FilterParameters = Static<typeof Filters>;
