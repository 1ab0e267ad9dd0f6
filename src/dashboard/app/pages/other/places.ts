import type { ReportView } from "../../../../http/api/schema/report.ts";

/** How often something happened at an address; `null`: none was named. */
export interface PlaceCount {
  readonly url: string | null;
  readonly count: number;
}

/** The addresses of some reports, those with the most first. */
export function placesOf(
  reports: ReadonlyArray<Pick<ReportView, "url">>,
  most: number,
): PlaceCount[] {
  const counts = new Map<string | null, number>();
  for (const { url } of reports) counts.set(url, (counts.get(url) ?? 0) + 1);
  return [...counts]
    .map(([url, count]) => ({ url, count }))
    .sort((one, other) => other.count - one.count)
    .slice(0, most);
}
