import type { IssueFacts, ProjectFacts, VersionFacts } from "../../explain/index.ts";
import { originOfDocument } from "../../policy/index.ts";
import { CSP_VIOLATION } from "../../report/report.ts";
import type { IssueDetail, TimeRange } from "../../sink/reader.ts";
import type { RemoteReader } from "../services.ts";

const DAY = 86_400_000;
/** Rollups by the day are kept for 13 months. */
const LONG_AGO = 396 * DAY;
/** Versions and rules that are told apart. */
const MOST = 50;
/** A host with a smaller part of a project's reports may be a copy of the site, or made up. */
const OWN_SHARE = 0.05;

/** Asks the reader for all that an explanation of an issue needs. */
export async function issueFacts(
  store: RemoteReader,
  issue: IssueDetail,
  range: TimeRange,
): Promise<IssueFacts> {
  const [newest] = issue.examples;
  const [report, noise, project] = await Promise.all([
    newest === undefined ? null : store.report(newest),
    store.top({ ...range, issue: issue.id, dimension: "noise", limit: MOST }),
    projectFacts(store, issue.project, range),
  ]);
  const versions = issue.seenVersions.map(({ version, firstSeen }) => ({ version, firstSeen }));
  return {
    ...issue,
    counts: issue.allTime,
    topDocuments: issue.topDocuments.map(({ url }) => url),
    versions,
    noise: {
      received: issue.noise.received,
      rules: noise.items.flatMap(({ value, received }) =>
        value === null ? [] : [{ id: value, received }],
      ),
    },
    example: report?.violation ?? null,
    previousPolicy: await previousPolicy(store, issue.project, versions, project.versions),
    project,
  };
}

async function projectFacts(
  store: RemoteReader,
  project: string,
  range: TimeRange,
): Promise<ProjectFacts> {
  const of = { project, type: CSP_VIOLATION };
  const long = { from: Math.max(0, range.to - LONG_AGO), to: range.to };
  const [browsers, documents, versions] = await Promise.all([
    store.top({ ...range, ...of, dimension: "browser", limit: MOST }),
    store.top({ ...range, project, dimension: "document", limit: 1000 }),
    store.series({ ...long, ...of, bucket: "day", by: "version", groups: MOST }),
  ]);
  return {
    documents: documents.values,
    browsers: browsers.items,
    versions: versions.groups.flatMap(({ value, points: [first] }) =>
      first === undefined ? [] : [{ version: value, firstSeen: first.at }],
    ),
    firstSeen: versions.points[0]?.at ?? null,
    hosts: ownHosts(documents.items),
  };
}

/** Hosts that a good part of the reports name as their document's. */
function ownHosts(documents: readonly { value: string | null; received: number }[]): string[] {
  const byHost = new Map<string, number>();
  for (const { value, received } of documents) {
    const host = originOfDocument(value)?.host;
    if (host) byHost.set(host, (byHost.get(host) ?? 0) + received);
  }
  const total = [...byHost.values()].reduce((sum, received) => sum + received, 0);
  return [...byHost].filter(([, received]) => received >= total * OWN_SHARE).map(([host]) => host);
}

/** The policy of the version before the one in which the issue began. */
async function previousPolicy(
  store: RemoteReader,
  project: string,
  seenIn: readonly VersionFacts[],
  all: readonly VersionFacts[],
): Promise<string | null> {
  const firstOf = new Map(all.map(({ version, firstSeen }) => [version, firstSeen]));
  const began = Math.min(...seenIn.map(({ version }) => firstOf.get(version) ?? Infinity));
  const before = all
    .filter(({ firstSeen }) => firstSeen < began)
    .toSorted((a, b) => b.firstSeen - a.firstSeen)[0];
  if (before === undefined || !Number.isFinite(began)) return null;
  // Of days before the newer version: a store finds it at once there, and need not look through all since.
  const range = { from: before.firstSeen, to: began };
  const query = { ...range, project, type: CSP_VIOLATION, version: before.version, limit: 1 };
  const [report] = (await store.reports(query)).items;
  return report?.violation?.originalPolicy ?? null;
}
