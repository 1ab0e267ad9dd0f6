import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { Leaving } from "../../ui/leaving.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { gist, pageOf } from "../reports/gist.ts";
import { DispositionBadge, NoiseBadge } from "../reports/tags.tsx";

/** The page that a report came from, and what happened there. */
export function Origin({ report }: { report: ReportView }) {
  const { href } = useFilters();
  const page = pageOf(report);
  return (
    <Card title="Page that it came from" aside={<Ago at={report.occurredAt} />}>
      <p class="origin">
        <Foreign text={page} whole none="The report names no page." />
      </p>
      <p>
        <What report={report} /> <DispositionBadge of={report.disposition} />{" "}
        <NoiseBadge rule={report.noise} />
      </p>
      {page !== null && (
        <div class="actions">
          <Leaving to={page}>Open the page</Leaving>
          <Link class="button small" href={href("/reports", { document: page, noise: "with" })}>
            All reports of this page
          </Link>
          <Link class="button small" href={href("/issues", { document: page })}>
            Issues of this page
          </Link>
        </div>
      )}
    </Card>
  );
}

function What({ report }: { report: ReportView }) {
  const { violation, type } = report;
  if (violation === null) {
    return (
      <>
        <strong>
          <Foreign text={type} />
        </strong>{" "}
        <Foreign text={gist(report)} none="" />
      </>
    );
  }
  const { effectiveDirective, blockedURL, sourceFile, lineNumber } = violation;
  return (
    <>
      <strong>
        <Foreign text={effectiveDirective} none="No directive" />
      </strong>{" "}
      against <Foreign text={blockedURL} none="what is not named" />
      {sourceFile !== null && (
        <>
          , by <Foreign text={sourceFile} />
          {lineNumber !== null && `, line ${lineNumber}`}
        </>
      )}
    </>
  );
}
