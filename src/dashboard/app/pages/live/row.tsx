import { memo } from "preact/compat";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { useFilters } from "../../state/use-filters.ts";
import { browserName } from "../../ui/browser.ts";
import { Facts } from "../../ui/facts.tsx";
import { clock, zoned } from "../../ui/format.ts";
import { Json } from "../../ui/json-view.tsx";
import { Foreign } from "../../ui/text.tsx";
import { bodyFacts, requestFacts, violationFacts } from "../report/facts.ts";
import { gist, pageOf } from "../reports/gist.ts";
import { DispositionBadge, NoiseBadge } from "../reports/tags.tsx";

interface LiveRowProps {
  report: ReportView;
  /** It is the first one of its issue. */
  isNew: boolean;
}

/** One report in a line, which opens. */
export const LiveRow = memo(({ report, isNew }: LiveRowProps) => {
  const [open, setOpen] = useState(false);
  const { receivedAt, violation, type, userAgent } = report;
  const at = Date.parse(receivedAt);
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <time dateTime={receivedAt} title={zoned(at)}>
            {clock(at)}
          </time>
          <strong>
            <Foreign text={violation?.effectiveDirective ?? type} />
          </strong>
          <span class="what">
            <Foreign text={gist(report)} /> <DispositionBadge of={report.disposition} />{" "}
            <NoiseBadge rule={report.noise} /> {isNew && <span class="badge good">new issue</span>}
          </span>
          <span class="where quiet">
            <Foreign text={pageOf(report)} />
          </span>
          <span class="who quiet">
            <Foreign text={browserName(userAgent) ?? userAgent} />
          </span>
        </summary>
        {open && <Opened report={report} />}
      </details>
    </li>
  );
});

function Opened({ report }: { report: ReportView }) {
  const { href } = useFilters();
  const { id, issue, violation, body, raw } = report;
  return (
    <div class="opened">
      <div class="actions">
        <Link class="button small" href={href(`/reports/${id}`)}>
          The whole report
        </Link>
        {issue !== null && (
          <Link class="button small" href={href(`/issues/${issue}`)}>
            Its issue
          </Link>
        )}
      </div>
      <div class="columns">
        <Facts facts={violation === null ? bodyFacts(body) : violationFacts(violation)} />
        <Facts facts={requestFacts(report)} />
      </div>
      <Json value={raw} label="The report as JSON" />
    </div>
  );
}
