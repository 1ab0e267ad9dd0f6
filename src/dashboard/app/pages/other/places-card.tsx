import { Link } from "wouter-preact";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { LONGEST_SEARCH, withParameter } from "../../state/report-filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { plural, whole } from "../../ui/format.ts";
import { Foreign } from "../../ui/text.tsx";
import { placesOf } from "./places.ts";

const MOST = 8;

/** Where the newest of them happened. */
export function Places({ reports }: { reports: readonly ReportView[] }) {
  const { href } = useFilters();
  const [type] = reports.map((report) => report.type);
  const link = (url: string) =>
    withParameter(
      withParameter(href("/reports", { noise: "with" }), "type", type ?? ""),
      "search",
      url,
    );
  return (
    <Card
      title={type === "network-error" ? "Addresses asked for" : "Pages"}
      aside={<span class="quiet">of the newest {plural(reports.length, "report")}</span>}
    >
      <table>
        <tbody>
          {placesOf(reports, MOST).map(({ url, count }) => (
            <tr key={url}>
              <td>
                {url === null || url.length > LONGEST_SEARCH ? (
                  <Foreign text={url} none="No page is named." />
                ) : (
                  <Link href={link(url)}>
                    <Foreign text={url} />
                  </Link>
                )}
              </td>
              <td class="number">{whole(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
