import { BEGIN, END } from "./store.ts";

/** A span to ask about, milliseconds since the epoch. */
export interface Span {
  name: string;
  from: number;
  to: number;
}

export const SPANS: readonly Span[] = [
  { name: "24 h", from: END - 86_400_000, to: END },
  // Both ends within an hour, so that the days at the ends have to be counted by the hour.
  { name: "30 d", from: BEGIN + 1, to: END - 1 },
];

/** Something that the API is asked. */
export interface Question {
  name: string;
  /** Path and query without the span. */
  path: string;
  /** Its answer says nothing of a span. */
  timeless?: boolean;
  /** What somebody would ask a table of raw reports for the same; see `raw.ts`. */
  sql?: string;
}

const DOCUMENT = "https://www.shop.example/catalogue/3/";
const ISSUE = "project, directive, blocked, source";
const COUNTS = "count(*), sum(weight)";
const SPAN = "at >= ?1 AND at < ?2";
const BUCKET = "at / iif(?2 - ?1 > 259200000, 86400000, 3600000)";
const issueIs = ({ directive, blocked }: Example) =>
  `directive = '${directive}' AND blocked = '${blocked}'`;

/** An issue that both databases have. */
export interface Example {
  id: string;
  directive: string;
  blocked: string;
}

/** @param large the issue with the most reports, @param small one with few */
export function questionsOf(large: Example, small: Example): Question[] {
  const encoded = encodeURIComponent(DOCUMENT);
  return [
    {
      name: "overview",
      path: "overview",
      sql: `SELECT ${BUCKET}, directive, disposition, ${COUNTS}, count(DISTINCT blocked) FROM raw WHERE ${SPAN} GROUP BY 1, 2, 3`,
    },
    { name: "overview of a project", path: "overview?project=shop" },
    { name: "overview of a version", path: "overview?version=41" },
    { name: "overview of a host", path: `overview?blocked=${encodeURIComponent(small.blocked)}` },
    {
      name: "overview of a document",
      path: `overview?document=${encoded}`,
      sql: `SELECT ${BUCKET}, directive, ${COUNTS} FROM raw WHERE ${SPAN} AND document = '${DOCUMENT}' GROUP BY 1, 2`,
    },
    {
      name: "series",
      path: "series",
      sql: `SELECT ${BUCKET}, ${COUNTS} FROM raw WHERE ${SPAN} GROUP BY 1`,
    },
    { name: "series by directive", path: "series?by=directive" },
    { name: "series by blocked", path: "series?by=blocked" },
    { name: "series by document", path: "series?by=document" },
    { name: "series by version", path: "series?by=version" },
    { name: "top directives", path: "top/directive?limit=20" },
    {
      name: "top blocked",
      path: "top/blocked?limit=20",
      sql: `SELECT blocked, ${COUNTS} FROM raw WHERE ${SPAN} GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
    },
    { name: "top documents", path: "top/document?limit=20" },
    { name: "top browsers", path: "top/browser?limit=20" },
    {
      name: "issue list",
      path: "issues?limit=50",
      sql: `SELECT ${ISSUE}, ${COUNTS}, min(at), max(at) FROM raw WHERE ${SPAN} GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC LIMIT 50`,
    },
    { name: "issues, latest first", path: "issues?limit=50&sort=lastSeen" },
    { name: "issues of a version", path: "issues?limit=50&version=41" },
    { name: "issues of a document", path: `issues?limit=50&document=${encoded}` },
    { name: "issues without noise", path: "issues?limit=50&noise=without" },
    {
      name: "search by host",
      path: "issues?limit=50&search=host12",
      sql: `SELECT ${ISSUE}, ${COUNTS} FROM raw WHERE ${SPAN} AND blocked LIKE '%host12%' GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC LIMIT 50`,
    },
    { name: "search by document", path: "issues?limit=50&search=catalogue%2F7" },
    { name: "search in vain", path: "issues?limit=50&search=nowhere" },
    {
      name: "largest issue",
      path: `issues/${large.id}`,
      sql: `SELECT document, version, browser, ${COUNTS} FROM raw WHERE ${SPAN} AND ${issueIs(large)} GROUP BY 1, 2, 3`,
    },
    { name: "small issue", path: `issues/${small.id}` },
    {
      name: "versions",
      path: "versions/compare?project=shop&a=41&b=42&limit=50",
      timeless: true,
      sql: `SELECT ${ISSUE}, version, ${COUNTS} FROM raw WHERE project = 'shop' AND version IN ('41', '42') GROUP BY 1, 2, 3, 4, 5`,
    },
    {
      name: "reports",
      path: "reports?limit=50",
      sql: `SELECT * FROM raw WHERE ${SPAN} ORDER BY at DESC LIMIT 50`,
    },
    { name: "reports of a project", path: "reports?limit=50&project=shop" },
    { name: "reports by a search in vain", path: "reports?limit=50&search=nowhere" },
    { name: "types", path: "types" },
    { name: "facets", path: "facets?project=shop", timeless: true },
  ];
}

/** The path of a question about a span. */
export function pathOf({ path, timeless }: Question, { from, to }: Span): string {
  if (timeless) return `/api/v1/${path}`;
  return `/api/v1/${path}${path.includes("?") ? "&" : "?"}from=${from}&to=${to}`;
}
