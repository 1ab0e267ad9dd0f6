import { Link } from "wouter-preact";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { plural, share, whole } from "../../ui/format.ts";
import { Leave } from "../../ui/leave.tsx";
import { Empty } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { issueFilters } from "./issue-filters.ts";
import { ShowAll } from "./show-all.tsx";

/** The pages that it happened on: to its reports there, and to the page itself. */
export function Pages({ issue }: { issue: IssueDetailView }) {
  const { topDocuments, otherDocuments } = issue;
  const all = topDocuments.reduce((sum, { received }) => sum + received, otherDocuments.received);
  return (
    <Card
      title="Pages"
      aside={<span class="quiet">{plural(issue.documents, "page")} over all time</span>}
    >
      {topDocuments.length === 0 && otherDocuments.received === 0 ? (
        <Empty title="On none in this span." />
      ) : (
        <>
          <ShowAll items={topDocuments} most={8}>
            {(shown) => (
              <table>
                <tbody>
                  {shown.map(({ url, received }) => (
                    <Document key={url} issue={issue} url={url} received={received} all={all} />
                  ))}
                </tbody>
              </table>
            )}
          </ShowAll>
          {otherDocuments.received > 0 && (
            <p class="quiet">{whole(otherDocuments.received)} more on other pages</p>
          )}
        </>
      )}
    </Card>
  );
}

interface DocumentProps {
  issue: IssueDetailView;
  url: string;
  received: number;
  all: number;
}

function Document({ issue, url, received, all }: DocumentProps) {
  const { href } = useFilters();
  const only = { ...issueFilters(issue), document: url };
  return (
    <tr>
      <td>
        <Link href={href("/reports", only)} title="Its reports on this page">
          <Foreign text={url} />
        </Link>{" "}
        <Leave url={url} />
      </td>
      <td class="number">
        {whole(received)}
        <small class="quiet">{share(received, all)}</small>
      </td>
    </tr>
  );
}
