import { MARKED_ISSUE, REPORT } from "./examples.ts";
import type { FacetsView, SeriesView, TopView, TypesView } from "./schema/counts.ts";
import type { IssueDetailView, IssuePageView, IssueView } from "./schema/issue.ts";
import type { OverviewView } from "./schema/overview.ts";
import type { VersionComparisonView } from "./schema/versions.ts";

const COUNTS = { received: 42, estimated: 420 };
const SOME = { received: 12, estimated: 120 };
const NONE = { received: 0, estimated: 0 };
const RANGE = { from: "2026-11-21T00:00:00.000Z", to: "2026-11-22T00:00:00.000Z" };
const SPAN = { ...RANGE, covers: RANGE };
const POINT = { at: "2026-11-21T09:00:00.000Z", ...COUNTS };

export const OVERVIEW: OverviewView = {
  ...SPAN,
  total: COUNTS,
  issues: 3,
  series: [POINT],
  byDirective: [{ directive: "script-src-elem", ...COUNTS }],
  byDisposition: [{ disposition: "report", ...COUNTS }],
};

export const SERIES: SeriesView = {
  ...SPAN,
  bucket: "hour",
  total: COUNTS,
  points: [POINT],
  groups: [{ value: "Firefox", ...SOME, points: [{ ...POINT, ...SOME }] }],
  rest: {
    received: 30,
    estimated: 300,
    points: [{ ...POINT, received: 30, estimated: 300 }],
  },
};

export const TOP: TopView = {
  ...SPAN,
  total: COUNTS,
  items: [{ value: "script-src-elem", ...SOME }],
  rest: { received: 30, estimated: 300 },
  values: 4,
};

export const TYPES: TypesView = {
  ...RANGE,
  items: [{ type: "csp-violation", ...COUNTS, lastReceived: "2026-11-21T23:59:02.120Z" }],
};

export const FACETS: FacetsView = {
  projects: ["default"],
  types: ["crash", "csp-violation"],
  directives: ["img-src", "script-src-elem"],
  versions: ["7"],
  browsers: ["Chrome", "Firefox"],
  noise: ["extension-scheme/chrome-extension"],
};

const NAME = {
  id: MARKED_ISSUE.id,
  directive: "script-src-elem",
  blocked: "https://cdn.example",
  source: null,
  lastSeen: "2026-11-21T23:58:00.000Z",
};

const ESTIMATE = { ...COUNTS, interval: { low: 180, high: 660 } };

const ISSUE: IssueView = {
  ...NAME,
  project: "default",
  firstSeen: "2026-11-02T08:12:09.000Z",
  counts: ESTIMATE,
  allTime: ESTIMATE,
  documents: 3,
  browsers: [{ value: "Firefox", ...COUNTS }],
  versions: [{ value: "7", ...COUNTS }],
  dispositions: [{ value: "report", ...COUNTS }],
  noise: NONE,
  status: "open",
  regressed: { at: "2026-11-21T09:03:00.000Z", version: "7" },
  sparkline: { from: RANGE.from, step: 3_600_000, received: [0, 0, 0, 0, 0, 0, 0, 0, 0, 42] },
  mark: {
    status: "resolved",
    note: "cdn.example allowed",
    by: "admin",
    at: "2026-11-20T16:30:00.250Z",
  },
};

export const ISSUE_PAGE: IssuePageView = { ...SPAN, items: [ISSUE], next: null, total: 1 };

export const ISSUE_DETAIL: IssueDetailView = {
  ...SPAN,
  ...ISSUE,
  topDocuments: [{ url: "https://www.shop.example/cart", ...COUNTS }],
  otherDocuments: NONE,
  seenVersions: [{ version: "7", ...COUNTS, firstSeen: ISSUE.firstSeen, lastSeen: ISSUE.lastSeen }],
  variants: [
    {
      sample: null,
      sourceFile: "https://www.shop.example/cart",
      lineNumber: 12,
      columnNumber: 5,
      ...COUNTS,
      firstSeen: ISSUE.firstSeen,
      lastSeen: ISSUE.lastSeen,
    },
  ],
  examples: [REPORT.id],
  related: [{ ...NAME, id: "03d1e9b25a7c4f80", directive: "connect-src" }],
  history: [{ ...POINT, at: RANGE.from }],
  mark: MARKED_ISSUE,
};

const SEEN = { firstSeen: ISSUE.firstSeen, lastSeen: ISSUE.lastSeen };

export const VERSION_COMPARISON: VersionComparisonView = {
  a: { version: "6", ...COUNTS, issues: 4, ...SEEN },
  b: { version: "7", ...SOME, issues: 1, ...SEEN },
  new: [{ ...NAME, a: NONE, b: SOME }],
  gone: [],
  changed: [],
  totals: { new: 1, gone: 4, changed: 0 },
};
