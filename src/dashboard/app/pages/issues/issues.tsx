import { Link } from "wouter-preact";
import type { IssueView } from "../../../../http/api/schema/issue.ts";
import { api } from "../../api/endpoints.ts";
import { useFiltered } from "../../api/use-api.ts";
import { Sparkline } from "../../charts/sparkline.tsx";
import { FilterBar } from "../../filters/filter-bar.tsx";
import { useFilters } from "../../state/use-filters.ts";
import { plural, whole } from "../../ui/format.ts";
import { Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";

/** All issues that the filters let through. */
export default function Issues() {
  const { filters } = useFilters();
  const query = useFiltered("issues", api.issues, filters);
  return (
    <Page title="Issues">
      <FilterBar />
      <Loaded query={query} lines={10}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty title="No issues in this span.">
              Nothing was violated, or the filters hide it.
            </Empty>
          ) : (
            <>
              <p class="quiet">{plural(total, "issue")}</p>
              <table class="issues">
                <tbody>
                  {items.map((issue) => (
                    <IssueRow key={issue.id} issue={issue} />
                  ))}
                </tbody>
              </table>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function IssueRow({ issue }: { issue: IssueView }) {
  const { href } = useFilters();
  return (
    <tr>
      <td>
        <Link href={href(`/issues/${issue.id}`)}>
          <Foreign text={issue.directive} none="no directive" /> <Foreign text={issue.blocked} />
        </Link>
      </td>
      <td>
        <Sparkline
          values={issue.sparkline.received}
          label={plural(issue.counts.received, "report")}
        />
      </td>
      <td class="number">{whole(issue.counts.received)}</td>
      <td>
        <Ago at={issue.lastSeen} />
      </td>
    </tr>
  );
}
