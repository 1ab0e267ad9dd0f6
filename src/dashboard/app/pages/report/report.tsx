import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { api } from "../../api/endpoints.ts";
import { ApiError } from "../../api/problem.ts";
import { useApi } from "../../api/use-api.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Json } from "../../ui/json-view.tsx";
import { Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Body } from "./body.tsx";
import { Erase } from "./erase.tsx";
import { receiptFacts, requestFacts } from "./facts.ts";
import { ItsIssue } from "./its-issue.tsx";
import { NoiseRule } from "./noise-rule.tsx";
import { Origin } from "./origin.tsx";

/** Everything about one report. */
export default function Report({ id }: { id: string }) {
  const { href } = useFilters();
  const query = useApi(["report", id], (signal) => api.report(id)({}, signal));
  const { data, error } = query;
  const gone = error instanceof ApiError && error.code === "report_not_found";
  const actions = (
    <>
      {data && <Erase report={data} />}
      <Link class="button" href={href("/reports")}>
        All reports
      </Link>
    </>
  );
  return (
    <Page title="Report" actions={actions}>
      {gone ? (
        <Empty title="There is no report of this id.">
          It may be past retention or erased; one that was just accepted can be read in a moment.
        </Empty>
      ) : (
        <Loaded query={query} lines={12}>
          {(report) => <Parts report={report} />}
        </Loaded>
      )}
    </Page>
  );
}

function Parts({ report }: { report: ReportView }) {
  return (
    <>
      <Origin report={report} />
      {report.issue !== null && <ItsIssue id={report.issue} />}
      {report.noise !== null && <NoiseRule id={report.noise} />}
      <Body report={report} />
      <div class="columns">
        <Card title="Request">
          <Facts facts={requestFacts(report)} />
        </Card>
        <Card title="Receipt">
          <Facts facts={receiptFacts(report)} />
        </Card>
      </div>
      <Card title="As the browser sent it">
        <Json value={report.raw} label="The report as JSON" />
      </Card>
    </>
  );
}
