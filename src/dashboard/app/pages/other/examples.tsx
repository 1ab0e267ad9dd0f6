import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { useFilters } from "../../state/use-filters.ts";
import { browserName } from "../../ui/browser.ts";
import { Card } from "../../ui/card.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { BodyFields } from "../report/body-fields.tsx";

const SHOWN = 3;

/** The newest ones, with all that their bodies say. */
export function Examples({ reports }: { reports: readonly ReportView[] }) {
  const { href } = useFilters();
  return (
    <>
      {reports.slice(0, SHOWN).map(({ id, url, receivedAt, userAgent, body }, at) => (
        <Card
          key={id}
          title={at === 0 ? "The newest report" : "The one before"}
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
