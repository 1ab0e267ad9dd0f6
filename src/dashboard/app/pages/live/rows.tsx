import { api } from "../../api/endpoints.ts";
import type { Query } from "../../api/query.ts";
import { useApi } from "../../api/use-api.ts";
import type { LiveList } from "./live-list.ts";
import { opens, since } from "./new-issues.ts";
import { LiveRow } from "./row.tsx";

/** How often it is asked which issues are new, in milliseconds. */
const NEW_ISSUES = 10_000;
const MOST_NEW = 100;

/** The reports, the newest first. */
export function LiveRows({ list, query }: { list: LiveList; query: Query }) {
  const from = since(list.rows);
  const { project } = query;
  const issues = useApi(
    ["new issues of live", from, project],
    (signal) =>
      api.issues({ from: from ?? undefined, project, sort: "new", limit: MOST_NEW }, signal),
    { refresh: NEW_ISSUES, enabled: from !== null },
  ).data?.items;
  return (
    <ol class="live card" aria-label="Reports, the newest first">
      {list.rows.map((report) => (
        <LiveRow key={report.id} report={report} isNew={opens(report, issues ?? [])} />
      ))}
    </ol>
  );
}
