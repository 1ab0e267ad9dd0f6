import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { useFilters } from "../../state/use-filters.ts";
import { browserName } from "../../ui/browser.ts";
import { Card } from "../../ui/card.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { BodyFields } from "../report/body-fields.tsx";

const TITLES = ["The newest report", "The one before", "The one before that"];

/** The newest ones, with all that their bodies say. */
export function Examples({ reports }: { reports: readonly ReportView[] }) {
  const { href } = useFilters();
  return (
    <>
      {reports.slice(0, TITLES.length).map(({ id, url, receivedAt, userAgent, body }, at) => (
        <Card
          key={id}
          title={TITLES[at] ?? ""}
          aside={<Link href={href(`/reports/${id}`)}>The whole report</Link>}
        >
          <p>
            <Foreign text={url} none="No page is named." />{" "}
            <span class="quiet">
              <Ago at={receivedAt} />, <Foreign text={browserName(userAgent) ?? userAgent} />
            </span>
          </p>
          <BodyFields body={body} />
        </Card>
      ))}
    </>
  );
}
