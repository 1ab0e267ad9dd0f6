import { Link } from "wouter-preact";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import { api } from "../../api/endpoints.ts";
import { ApiError } from "../../api/problem.ts";
import { useApi } from "../../api/use-api.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { plural } from "../../ui/format.ts";
import { Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";

/** The issue that a violation is one of. */
export function ItsIssue({ id }: { id: string }) {
  const { href } = useFilters();
  const query = useApi(["issue of report", id], (signal) => api.issue(id)({}, signal));
  const { error } = query;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Card title="Issue">
        <p class="quiet">
          It has no issue of its own: so many new ones appeared at that time that violations like it
          were counted together, or its issue is past retention.
        </p>
      </Card>
    );
  }
  return (
    <Card title="Issue" aside={<Link href={href(`/issues/${id}`)}>What to do about it</Link>}>
      <Loaded query={query} lines={2}>
        {(issue) => <Summary issue={issue} to={href(`/issues/${id}`)} />}
      </Loaded>
    </Card>
  );
}

function Summary({ issue, to }: { issue: IssueDetailView; to: string }) {
  const { directive, blocked, source, status, allTime, firstSeen, lastSeen } = issue;
  return (
    <p>
      <Link href={to}>
        <Foreign text={directive} none="no directive" /> <Foreign text={blocked} />
      </Link>
      {source !== null && (
        <>
          {" "}
          by <Foreign text={source} />
        </>
      )}{" "}
      <span class={status === "open" ? "badge warn" : "badge"}>{status}</span>
      <br />
      <span class="quiet">
        {plural(allTime.received, "report")}, first <Ago at={firstSeen} />, last{" "}
        <Ago at={lastSeen} />
      </span>
    </p>
  );
}
