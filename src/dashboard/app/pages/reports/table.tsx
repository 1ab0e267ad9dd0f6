import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { useFilters } from "../../state/use-filters.ts";
import { browserName } from "../../ui/browser.ts";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { gist, pageOf } from "./gist.ts";
import { DispositionBadge, NoiseBadge } from "./tags.tsx";

/** Reports by the line. */
export function ReportTable({ reports }: { reports: readonly ReportView[] }) {
  return (
    <table class="reports">
      <thead>
        <tr>
          <th scope="col">Received</th>
          <th scope="col">What</th>
          <th scope="col">Blocked, or said</th>
          <th scope="col">Page</th>
          <th scope="col">Project</th>
          <th scope="col">Browser</th>
          <th scope="col">Kind</th>
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <ReportRow key={report.id} report={report} />
        ))}
      </tbody>
    </table>
  );
}

function ReportRow({ report }: { report: ReportView }) {
  const { href } = useFilters();
  const { id, receivedAt, project, type, userAgent, violation } = report;
  return (
    <tr>
      <td class="when">
        <Link href={href(`/reports/${id}`)}>
          <Ago at={receivedAt} />
        </Link>
      </td>
      <td>
        {violation !== null && (
          <strong>
            <Foreign text={violation.effectiveDirective} none="no directive" />
          </strong>
        )}
        <span class={violation === null ? undefined : "quiet type"}>
          <Foreign text={type} />
        </span>
      </td>
      <td class="main">
        <Foreign text={gist(report)} />
      </td>
      <td class="main page">
        <Foreign text={pageOf(report)} />
      </td>
      <td class="quiet project">
        <Foreign text={project} />
      </td>
      <td class="quiet">
        <Foreign text={browserName(userAgent) ?? userAgent} />
      </td>
      <td>
        <DispositionBadge of={report.disposition} /> <NoiseBadge rule={report.noise} />
      </td>
    </tr>
  );
}
