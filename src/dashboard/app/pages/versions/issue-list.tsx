import { Link } from "wouter-preact";
import type { VersionComparisonView } from "../../../../http/api/schema/versions.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { plural, share, whole } from "../../ui/format.ts";
import { thingOf } from "../../ui/issue-title.ts";
import { Empty } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { ShiftBadge } from "./shift-badge.tsx";

type Kind = "new" | "gone" | "changed";

const WORDS: Readonly<Record<Kind, { title: string; none: string }>> = {
  new: { title: "New", none: "Nothing that was not seen before." },
  gone: { title: "Gone", none: "All that was seen before is still seen." },
  changed: { title: "Stayed", none: "Nothing was seen under both." },
};

interface IssueListProps {
  kind: Kind;
  comparison: VersionComparisonView;
  /** Whether an issue happened as noise alone. */
  isNoise: (id: string) => boolean;
}

/** The issues that are new, gone or stayed; what is noise alone stands at the end. */
export function IssueList({ kind, comparison, isNoise }: IssueListProps) {
  const { a, b, totals } = comparison;
  const { title, none } = WORDS[kind];
  const issues = comparison[kind].toSorted(
    (one, other) => Number(isNoise(one.id)) - Number(isNoise(other.id)),
  );
  const left = totals[kind] - issues.length;
  return (
    <Card title={`${title}: ${plural(totals[kind], "issue")}`}>
      {issues.length === 0 ? (
        <Empty title={none} />
      ) : (
        <div class="scroll">
          <table class="compared">
            <thead>
              <tr>
                <th scope="col">Issue</th>
                {kind !== "new" && (
                  <th scope="col" class="number">
                    Before
                  </th>
                )}
                {kind !== "gone" && (
                  <th scope="col" class="number">
                    After
                  </th>
                )}
                {kind === "changed" && <th scope="col">Part of all reports</th>}
              </tr>
            </thead>
            <tbody>
              {issues.map((issue) => (
                <tr key={issue.id}>
                  <td>
                    <Name issue={issue} />
                    {isNoise(issue.id) && <span class="badge warn">noise alone</span>}
                  </td>
                  {kind !== "new" && <Counted received={issue.a.received} of={a.received} />}
                  {kind !== "gone" && <Counted received={issue.b.received} of={b.received} />}
                  {kind === "changed" && (
                    <td>
                      <ShiftBadge
                        a={{ received: issue.a.received, of: a.received }}
                        b={{ received: issue.b.received, of: b.received }}
                      />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {left > 0 && <p class="quiet">{plural(left, "smaller one")} left out.</p>}
    </Card>
  );
}

function Name({ issue }: { issue: VersionComparisonView["new"][number] }) {
  const { href } = useFilters();
  return (
    <>
      <Link href={href(`/issues/${issue.id}`)}>
        <Foreign text={thingOf(issue)} />
      </Link>
      <br />
      <span class="quiet">
        <Foreign text={issue.directive} none="no directive" />
        {issue.source !== null && (
          <>
            , by <Foreign text={issue.source} />
          </>
        )}
      </span>{" "}
    </>
  );
}

function Counted({ received, of }: { received: number; of: number }) {
  return (
    <td class="number">
      {whole(received)}
      <br />
      <small class="quiet">{share(received, of)}</small>
    </td>
  );
}
