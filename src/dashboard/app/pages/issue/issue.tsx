import { Link } from "wouter-preact";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import { ApiError } from "../../api/problem.ts";
import { FilterBar } from "../../filters/filter-bar.tsx";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { cut } from "../../ui/format.ts";
import { sentenceOf } from "../../ui/issue-title.ts";
import { Page } from "../../ui/page.tsx";
import { Empty, Failure, Skeleton } from "../../ui/states.tsx";
import { Changes } from "./changes.tsx";
import { Examples } from "./examples.tsx";
import { Explained } from "./explained.tsx";
import { Figures } from "./figures.tsx";
import { issueFilters } from "./issue-filters.ts";
import { Marking } from "./marking.tsx";
import { Pages } from "./pages.tsx";
import { Places } from "./places.tsx";
import { Related } from "./related.tsx";
import { Trend } from "./trend.tsx";
import { useExplanation, useIssue, useReport } from "./use-issue.ts";
import { Browsers, Dispositions, Versions } from "./values.tsx";

/** Longer headings are no headings. */
const TITLE = 160;

/** Everything about one issue. */
export default function Issue({ id }: { id: string }) {
  const { data, error, refetch } = useIssue(id);
  if (error instanceof ApiError && error.code === "issue_not_found") return <Unknown />;
  if (data === undefined) {
    return (
      <Page title="Issue">
        {error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton lines={14} />}
      </Page>
    );
  }
  return (
    <Page title={cut(sentenceOf(data, data.dispositions), TITLE)} actions={<Ways issue={data} />}>
      <Marking issue={data} />
      {error && <Failure error={error} retry={() => void refetch()} />}
      <Facts issue={data} />
    </Page>
  );
}

function Facts({ issue }: { issue: IssueDetailView }) {
  const explanation = useExplanation(issue);
  const newest = useReport(issue.examples[0]);
  return (
    <>
      {issue.blocked === "*" && <Overflow />}
      <div class="columns">
        <Explained issue={issue} explanation={explanation} newest={newest.data ?? null} />
        <Changes explanation={explanation} newest={newest.data ?? null} />
      </div>
      <FilterBar without={["project", "version", "disposition", "browser", "noise", "others"]} />
      <Figures issue={issue} newest={newest.data ?? null} />
      <Trend issue={issue} />
      <div class="columns">
        <Pages issue={issue} />
        <Places issue={issue} />
      </div>
      <div class="columns thirds">
        <Browsers issue={issue} />
        <Versions issue={issue} />
        <Dispositions issue={issue} />
      </div>
      <Examples issue={issue} />
      <Related issue={issue} />
    </>
  );
}

/** To the same violations on other pages. */
function Ways({ issue }: { issue: IssueDetailView }) {
  const { href } = useFilters();
  const only = issueFilters(issue);
  return (
    <>
      <Link class="button" href={href("/", only)}>
        In the overview
      </Link>
      <Link class="button" href={href("/reports", only)}>
        Its reports
      </Link>
      <Link class="button" href={href("/issues")}>
        All issues
      </Link>
    </>
  );
}

function Overflow() {
  return (
    <Card title="What this issue collects">
      <p>
        A project may get only so many new issues an hour, so that made-up reports cannot bury the
        real ones. What came beyond that is counted here, whatever was blocked. Kinds that come
        often enough are given an issue of their own by themselves; the reports below show which
        kinds there are.
      </p>
    </Card>
  );
}

function Unknown() {
  const { href } = useFilters();
  return (
    <Page title="No such issue">
      <Empty title="Tattle does not know this issue.">
        The address may be incomplete, or all that was counted of it is past its retention.{" "}
        <Link href={href("/issues", { span: { last: "90d" } })}>Issues of the last 90 days</Link>
      </Empty>
    </Page>
  );
}
