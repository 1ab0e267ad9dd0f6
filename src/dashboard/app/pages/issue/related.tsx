import { Link } from "wouter-preact";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { codeOf, thingOf } from "../../ui/issue-title.ts";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";

/** Other issues of the project about the same host or keyword. */
export function Related({ issue: { related } }: { issue: IssueDetailView }) {
  const { href } = useFilters();
  if (related.length === 0) return null;
  return (
    <Card title="The same under other directives or from other sources">
      <table>
        <tbody>
          {related.map(({ id, lastSeen, ...named }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={href(`/issues/${id}`)}>
                  <Foreign text={thingOf(named)} />
                </Link>
                <small class="quiet">
                  <Foreign text={named.directive} none="no directive" />
                  {named.source !== null && (
                    <>
                      {" · "}
                      <Foreign text={codeOf(named.source)} />
                    </>
                  )}
                </small>
              </th>
              <td class="number">
                <Ago at={lastSeen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
