import type { ProjectView } from "../../../../http/api/schema/project.ts";
import { api } from "../../api/endpoints.ts";
import { REFRESH, useApi } from "../../api/use-api.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { DROP_MEANINGS } from "../../ui/drops.ts";
import { share, whole, words } from "../../ui/format.ts";
import { Empty, Loaded } from "../../ui/states.tsx";

/** What came in the last day and was not kept, by reason. */
export function Drops() {
  const { filters } = useFilters();
  const query = useApi(["projects"], (signal) => api.projects({}, signal), { refresh: REFRESH });
  return (
    <Card title="Not kept, in the last 24 hours">
      <Loaded query={query} lines={4}>
        {({ items }) => (
          <Reasons
            projects={items.filter(
              ({ name }) => filters.project === undefined || name === filters.project,
            )}
          />
        )}
      </Loaded>
    </Card>
  );
}

function Reasons({ projects }: { projects: readonly ProjectView[] }) {
  const sums = new Map<string, number>();
  for (const [reason, count] of projects.flatMap(({ lastDay }) => Object.entries(lastDay.byReason)))
    sums.set(reason, (sums.get(reason) ?? 0) + count);
  const received = projects.reduce((sum, { lastDay }) => sum + lastDay.received, 0);
  const rows = [...sums].sort(([, a], [, b]) => b - a);
  if (rows.length === 0) {
    return (
      <Empty title={received === 0 ? "Nothing came in." : "Nothing: all that came in was kept."} />
    );
  }
  return (
    <table>
      <tbody>
        {rows.map(([reason, count]) => (
          <tr key={reason}>
            <th scope="row">
              {words(reason)}
              <small class="quiet">{DROP_MEANINGS[reason]}</small>
            </th>
            <td class="number">
              {whole(count)}
              <small class="quiet">{share(count, received)}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
