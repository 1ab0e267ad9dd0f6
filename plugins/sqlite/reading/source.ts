import type { BucketSize, Dimension, ReportFilter, TimeRange } from "tattle/sink";
import { type Buckets, rangeOf, type Span } from "../span.ts";
import { DAY, HOUR } from "../tally.ts";

/** A rollup to count from, and what it covers. */
export interface Source {
  /** What a row belongs to. */
  owner: "stream_id" | "directive_id" | "project";
  parts: readonly Part[];
  bucket: BucketSize;
  covers: TimeRange;
}

/** Buckets of one table. */
export interface Part {
  table: string;
  column: "hour" | "day";
  /** Buckets of the answer in terms of the column. */
  bucket: string;
  spans: readonly Buckets[];
}

/** What a question is told apart by, beside time: dimensions, or each issue. */
export type Key = Dimension | "stream";

const HOURS_A_DAY = DAY / HOUR;
/** Hours of one answer, a bit more than six weeks. */
const MAX_HOURS = 1_000;

const ISSUE_KEYS: ReadonlySet<Key> = new Set(["blocked", "source", "stream"]);
const FACETS = ["version", "browser"] as const;
/** What documents are not counted by. */
const NOT_OF_DOCUMENTS = ["disposition", "noise", "version", "browser"] as const;

/**
 * The smallest rollup that answers a question. Throws a RangeError that names the filter where
 * none does.
 */
export function sourceOf(
  filter: ReportFilter,
  by: readonly Key[],
  span: Span,
  bucket: BucketSize | undefined,
): Source {
  const single = ["issue", "blocked", "source"] as const;
  const ofIssues = single.some((name) => filter[name] !== undefined) || by.some(isIssueKey);
  if (filter.document !== undefined || by.includes("document")) {
    checkDocuments(filter, by);
    const plain = filter.directive === undefined && filter.type === undefined && !by.some(isOwner);
    return plain && !ofIssues
      ? daily("project_document_days", "project", span, bucket)
      : daily("document_days", "stream_id", span, bucket);
  }
  const level = ofIssues ? "stream_id" : "directive_id";
  if (FACETS.some((name) => filter[name] !== undefined || by.includes(name))) {
    return daily(ofIssues ? "facet_days" : "directive_days", level, span, bucket);
  }
  return ofIssues
    ? timely("hours", "days", level, span, bucket)
    : timely("directive_hours", "directive_days", level, span, bucket);
}

function isIssueKey(key: Key): boolean {
  return ISSUE_KEYS.has(key);
}

function isOwner(key: Key): boolean {
  return key === "directive" || key === "type" || isIssueKey(key);
}

function checkDocuments(filter: ReportFilter, by: readonly Key[]): void {
  for (const name of NOT_OF_DOCUMENTS) {
    const asked =
      name === "noise" ? (filter.noise ?? "with") !== "with" : filter[name] !== undefined;
    if (asked || by.includes(name)) {
      throw new RangeError(
        `\`document\` cannot be combined with \`${name}\`: documents are counted by issue and day alone.`,
      );
    }
  }
}

/** Counts that are kept by the day only. */
function daily(
  table: string,
  owner: Source["owner"],
  span: Span,
  bucket: BucketSize | undefined,
): Source {
  if (bucket === "hour") {
    throw new RangeError(
      "`bucket` must be `day` where documents, versions or browsers are told apart: they are counted by the day.",
    );
  }
  const parts: Part[] = [{ table, column: "day", bucket: "day", spans: [span.wide] }];
  return { owner, parts, bucket: "day", covers: rangeOf(span.wide, DAY) };
}

/** Counts that are kept by the hour, too. */
function timely(
  hours: string,
  days: string,
  owner: Source["owner"],
  span: Span,
  asked: BucketSize | undefined,
): Source {
  const bucket = asked ?? (span.short ? "hour" : "day");
  const covers = rangeOf(span.hours, HOUR);
  if (bucket === "hour" || span.short) {
    if (span.hours.to - span.hours.from > MAX_HOURS) {
      throw new RangeError(`\`bucket\` must be \`day\` for spans of more than ${MAX_HOURS} hours.`);
    }
    const each = bucket === "hour" ? "hour" : `hour / ${HOURS_A_DAY}`;
    const parts: Part[] = [{ table: hours, column: "hour", bucket: each, spans: [span.hours] }];
    return { owner, parts, bucket, covers };
  }
  // Whole days, and by the hour what lies before the first and after the last of them.
  const ends = [
    { from: span.hours.from, to: span.days.from * HOURS_A_DAY },
    { from: span.days.to * HOURS_A_DAY, to: span.hours.to },
  ];
  const parts: Part[] = [
    { table: days, column: "day", bucket: "day", spans: [span.days] },
    { table: hours, column: "hour", bucket: `hour / ${HOURS_A_DAY}`, spans: ends },
  ];
  return { owner, parts, bucket, covers };
}
