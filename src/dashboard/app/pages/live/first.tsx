import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { useFilters } from "../../state/use-filters.ts";
import { clock } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Foreign } from "../../ui/text.tsx";
import { pageOf } from "../reports/gist.ts";

interface FirstProps {
  report: ReportView;
  /** The newest one before; `null`: there was none at all. */
  before: ReportView | null | undefined;
}

/** The moment that somebody who sets up a site waits for. */
export function First({ report, before }: FirstProps) {
  const [seen, setSeen] = useState(false);
  const { href } = useFilters();
  if (seen) return null;
  return (
    <section class="first" role="status">
      <Icon name="check" />
      <p>
        <strong>
          {before === null ? "The first report has arrived" : "A report has arrived"} at{" "}
          {clock(Date.parse(report.receivedAt))}.
        </strong>{" "}
        It is from <Foreign text={pageOf(report)} none="a page that it does not name" /> in the
        project <Foreign text={report.project} />: reporting works.{" "}
        <Link href={href(`/reports/${report.id}`)}>Look at it</Link>
      </p>
      <button type="button" class="icon-only" aria-label="Close" onClick={() => setSeen(true)}>
        <Icon name="close" />
      </button>
    </section>
  );
}
