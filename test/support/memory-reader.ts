import {
  type CountQuery,
  type Counts,
  CSP_VIOLATION,
  type Dimension,
  fingerprint,
  fingerprintParts,
  type IssueDetail,
  type IssueDetailQuery,
  type IssuePage,
  type IssueQuery,
  type IssueSummary,
  type Page,
  type Report,
  type ReportFilter,
  type ReportQuery,
  type ReportReader,
  type SeriesQuery,
  type TimeRange,
  type TopQuery,
  type VersionsQuery,
} from "tattle/sink";

const HOUR = 3_600_000;
const UNKNOWN = "unknown";

/**
 * Answers from reports themselves, one after the other, by the plainest code that can: what a
 * store's rollups are held against. Leaves out what the rules do not compare: intervals, variants,
 * documents, sparklines and regressions. Browsers are not told apart.
 */
export class MemoryReader implements ReportReader {
  readonly #all: () => Promise<readonly Report[]>;

  /** `all` gives every report, in order of receipt. */
  constructor(all: () => Promise<readonly Report[]>) {
    this.#all = all;
  }

  async reports(query: ReportQuery): Promise<Page<Report>> {
    const { limit, cursor = "0" } = query;
    checkLimit(limit, 1_000);
    const at = Number(cursor);
    if (!Number.isInteger(at)) throw new RangeError("not a cursor");
    const { from = 0, to = Number.POSITIVE_INFINITY } = query;
    const all = (await this.#all())
      .filter(({ receivedAt }) => receivedAt >= from && receivedAt < to)
      .filter((report) => matches(report, query))
      .toReversed();
    return {
      items: all.slice(at, at + limit),
      next: at + limit < all.length ? `${at + limit}` : null,
    };
  }

  async report(id: string): Promise<Report | null> {
    return (await this.#all()).find((report) => report.id === id) ?? null;
  }

  async overview(query: CountQuery) {
    const found = await this.#in(query);
    const violations = found.filter(isViolation);
    return {
      covers: covers(query),
      total: countsOf(found),
      issues: new Set(violations.map(issueId)).size,
      series: pointsOf(found),
      byDirective: valuesOf(violations, "directive").map(({ value, ...counts }) => ({
        directive: value,
        ...counts,
      })),
      byDisposition: valuesOf(found, "disposition").map(({ value, ...counts }) => ({
        disposition: value,
        ...counts,
      })),
    };
  }

  async series(query: SeriesQuery) {
    const found = await this.#in(query);
    const points = pointsOf(found);
    return {
      covers: covers(query),
      bucket: "hour" as const,
      total: countsOf(found),
      points,
      groups: [],
      rest: null,
    };
  }

  async top(query: TopQuery) {
    checkLimit(query.limit, 1_000);
    const found = await this.#in(query);
    const values = valuesOf(
      found.filter((one) => has(one, query.dimension)),
      query.dimension,
    );
    const items = values.slice(0, query.limit);
    const rest = countsOf(found);
    for (const { received, estimated } of items) {
      rest.received -= received;
      rest.estimated -= estimated;
    }
    return { covers: covers(query), total: countsOf(found), items, rest, values: values.length };
  }

  async issues(query: IssueQuery): Promise<IssuePage> {
    checkLimit(query.limit, 200);
    const all = await this.#all();
    const found = Object.groupBy((await this.#in(query)).filter(isViolation), issueId);
    const items = Object.values(found).flatMap((own = []) => summaryOf(own, all));
    items.sort((one, other) => other.counts.received - one.counts.received);
    const page = items.slice(0, query.limit);
    return { items: page, next: null, total: items.length, covers: covers(query) };
  }

  async issue({ id, from, to }: IssueDetailQuery): Promise<IssueDetail | null> {
    const all = await this.#all();
    const own = all.filter((report) => isViolation(report) && issueId(report) === id);
    const [summary] = summaryOf(own, all);
    if (summary === undefined) return null;
    const found = own.filter(({ occurredAt }) => occurredAt >= from && occurredAt < to);
    return {
      ...summary,
      counts: estimate(countsOf(found)),
      covers: covers({ from, to }),
      topDocuments: [],
      otherDocuments: countsOf(found),
      seenVersions: [],
      variants: [],
      examples: own
        .slice(-10)
        .map((report) => report.id)
        .toReversed(),
      related: [],
      history: [],
    };
  }

  async versions({ project, a, b }: VersionsQuery) {
    const all = (await this.#all()).filter(isViolation);
    const side = (version: string | null) => {
      const own = all.filter(
        (report) => report.project === project && report.request.version === version,
      );
      const issues = new Set(own.map(issueId));
      return { version, ...countsOf(own), issues: issues.size, firstSeen: null, lastSeen: null };
    };
    const totals = { new: 0, gone: 0, changed: 0 };
    return { a: side(a), b: side(b), new: [], gone: [], changed: [], totals };
  }

  async types(query: TimeRange & { project?: string }) {
    return valuesOf(await this.#in(query), "type").map(({ value, ...counts }) => ({
      type: value ?? "",
      ...counts,
      lastReceived: null,
    }));
  }

  async facets() {
    const all = await this.#all();
    const list = (dimension: Dimension) =>
      [...new Set(all.flatMap((report) => sayingOf(report, dimension) ?? []))].sort();
    return {
      projects: list("project"),
      types: list("type"),
      directives: list("directive"),
      versions: list("version"),
      browsers: list("browser"),
      noise: list("noise"),
    };
  }

  async close(): Promise<void> {}

  async #in(query: ReportFilter & TimeRange): Promise<Report[]> {
    if (query.from >= query.to) return [];
    const { from, to } = covers(query);
    const inTime = ({ occurredAt }: Report) => occurredAt >= from && occurredAt < to;
    const { from: _, to: __, ...filter } = query;
    return (await this.#all()).filter((report) => inTime(report) && matches(report, filter));
  }
}

/** What a dimension says of a report; `null` where the report does not say. */
export function sayingOf(report: Report, dimension: Dimension): string | null {
  const { violation } = report;
  switch (dimension) {
    case "version":
      return report.request.version;
    case "browser":
      return null;
    case "document":
      return violation?.documentURL ?? null;
    case "directive": {
      const directive = violation && fingerprintParts(violation).directive;
      return directive === UNKNOWN ? null : directive;
    }
    case "blocked":
    case "source":
      return violation && fingerprintParts(violation)[dimension];
    default:
      return report[dimension];
  }
}

function matches(report: Report, query: ReportFilter): boolean {
  const { issue, noise = "with" } = query;
  if (issue !== undefined && !(isViolation(report) && issueId(report) === issue)) return false;
  if (noise === "only" && report.noise === null) return false;
  if (noise === "without" && report.noise !== null) return false;
  if (typeof noise === "object" && report.noise !== noise.rule) return false;
  return COMPARED.every((name) => {
    const wanted = query[name];
    if (wanted === undefined) return true;
    return (isViolation(report) || !VIOLATIONS_ONLY.has(name)) && sayingOf(report, name) === wanted;
  });
}

const COMPARED = [
  "project",
  "type",
  "directive",
  "blocked",
  "source",
  "disposition",
  "version",
  "document",
] as const;

const VIOLATIONS_ONLY = new Set(["directive", "blocked", "source", "document"]);

function has(report: Report, dimension: Dimension): boolean {
  if (!VIOLATIONS_ONLY.has(dimension)) return true;
  return isViolation(report) && (dimension !== "document" || sayingOf(report, dimension) !== null);
}

function isViolation({ type }: Report): boolean {
  return type === CSP_VIOLATION;
}

function issueId({ project, violation }: Report): string {
  if (violation === null) throw new Error("a report of another type is no issue");
  return fingerprint(project, violation);
}

function covers({ from, to }: TimeRange): TimeRange {
  return { from: Math.floor(from / HOUR) * HOUR, to: Math.ceil(to / HOUR) * HOUR };
}

function countsOf(reports: readonly Report[]): Counts {
  return {
    received: reports.length,
    estimated: reports.reduce((sum, { weight }) => sum + weight, 0),
  };
}

function estimate(counts: Counts) {
  return { ...counts, interval: { low: counts.estimated, high: counts.estimated } };
}

function pointsOf(reports: readonly Report[]) {
  const hours = Object.groupBy(reports, ({ occurredAt }) => Math.floor(occurredAt / HOUR));
  return Object.entries(hours)
    .map(([hour, own = []]) => ({ at: Number(hour) * HOUR, ...countsOf(own) }))
    .sort((one, other) => one.at - other.at);
}

function valuesOf(reports: readonly Report[], dimension: Dimension) {
  const values = Map.groupBy(reports, (report) => sayingOf(report, dimension));
  return [...values]
    .map(([value, own]) => ({ value, ...countsOf(own) }))
    .sort((one, other) => other.received - one.received);
}

function summaryOf(own: readonly Report[], all: readonly Report[]): IssueSummary[] {
  const [first] = own;
  if (first?.violation == null) return [];
  const id = issueId(first);
  const ever = all.filter((report) => isViolation(report) && issueId(report) === id);
  const { blocked, source } = fingerprintParts(first.violation);
  const times = ever.map(({ occurredAt }) => occurredAt);
  return [
    {
      id,
      project: first.project,
      directive: sayingOf(first, "directive"),
      blocked,
      source,
      firstSeen: Math.min(...times),
      lastSeen: Math.max(...times),
      counts: estimate(countsOf(own)),
      allTime: estimate(countsOf(ever)),
      documents: new Set(ever.map((report) => sayingOf(report, "document"))).size,
      browsers: [],
      versions: valuesOf(own, "version"),
      dispositions: valuesOf(own, "disposition"),
      noise: countsOf(own.filter(({ noise }) => noise !== null)),
      status: "open",
      regressed: null,
      sparkline: { from: 0, step: HOUR, received: [] },
    },
  ];
}

function checkLimit(limit: number, most: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new RangeError("bad limit");
}
