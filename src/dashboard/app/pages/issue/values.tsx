import { Link } from "wouter-preact";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { share, whole } from "../../ui/format.ts";
import { Empty } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { ShowAll } from "./show-all.tsx";

const DISPOSITIONS: Readonly<Record<string, string>> = {
  enforce: "Blocked",
  report: "Report only",
};

type Values = IssueDetailView["browsers"];

export function Browsers({ issue: { browsers } }: { issue: IssueDetailView }) {
  return <Shares title="Browsers" values={browsers} none="unknown" />;
}

export function Dispositions({ issue: { dispositions } }: { issue: IssueDetailView }) {
  const named = dispositions.map(({ value, ...counts }) => ({
    value: DISPOSITIONS[value ?? ""] ?? value,
    ...counts,
  }));
  return <Shares title="Blocked or only reported" values={named} none="does not say" />;
}

/** How often each value is named. */
function Shares({ title, values, none }: { title: string; values: Values; none: string }) {
  const all = values.reduce((sum, { received }) => sum + received, 0);
  return (
    <Card title={title}>
      {values.length === 0 ? (
        <Empty title="None in this span." />
      ) : (
        <ul class="bars">
          {values.slice(0, 12).map(({ value, received }) => (
            <li key={value}>
              <span class="bar" style={{ width: `${(100 * received) / Math.max(1, all)}%` }} />
              <Foreign text={value} none={none} />
              <span class="number">
                {whole(received)} <span class="quiet">{share(received, all)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Policy versions that it was seen with, the newest first. */
export function Versions({ issue: { seenVersions, project } }: { issue: IssueDetailView }) {
  const { href } = useFilters();
  return (
    <Card title="Policy versions" aside={<span class="quiet">over all time</span>}>
      <ShowAll items={seenVersions} most={6}>
        {(shown) => (
          <table>
            <tbody>
              {shown.map(({ version, received, firstSeen, lastSeen }) => (
                <tr key={version}>
                  <th scope="row">
                    <Link href={href("/issues", { project, version: version ?? "" })}>
                      <Foreign text={version} none="without a version" />
                    </Link>
                    <small class="quiet">
                      first <Ago at={firstSeen} />, last <Ago at={lastSeen} />
                    </small>
                  </th>
                  <td class="number">{whole(received)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ShowAll>
    </Card>
  );
}
