import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { api } from "../../api/endpoints.ts";
import { REFRESH, reportsQuery, useApi } from "../../api/use-api.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";

const LIMIT = 10;

/** The newest violations, with what one looks at first. */
export function Recent() {
  const { filters, href } = useFilters();
  const query = useApi(
    ["recent", filters],
    (signal) =>
      api.reports({ ...reportsQuery(filters), type: "csp-violation", limit: LIMIT }, signal),
    { refresh: REFRESH },
  );
  return (
    <Card title="Recent violations" aside={<Link href={href("/reports")}>All reports</Link>}>
      <Loaded query={query} lines={6}>
        {({ items }) =>
          items.length === 0 ? <Empty title="None in this span." /> : <Rows reports={items} />
        }
      </Loaded>
    </Card>
  );
}

function Rows({ reports }: { reports: readonly ReportView[] }) {
  const { href } = useFilters();
  return (
    <div class="scroll wide">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Directive</th>
            <th scope="col">Blocked</th>
            <th scope="col">Page</th>
          </tr>
        </thead>
        <tbody>
          {reports.map(({ id, receivedAt, violation, url }) => (
            <tr key={id}>
              <td class="time">
                <Link href={href(`/reports/${id}`)}>
                  <Ago at={receivedAt} />
                </Link>
              </td>
              <td>
                <Foreign text={violation?.effectiveDirective ?? null} />
              </td>
              <td>
                <Foreign text={violation?.blockedURL ?? null} />
              </td>
              <td>
                <Foreign text={violation?.documentURL ?? url} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
