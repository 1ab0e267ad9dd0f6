import { Link } from "wouter-preact";
import type { SeriesView, TypesView } from "../../../../http/api/schema/counts.ts";
import { bucketTimes, received } from "../../charts/buckets.ts";
import { Sparkline } from "../../charts/sparkline.tsx";
import { withParameter } from "../../state/report-filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { useReportFilters } from "../../state/use-report-filters.ts";
import { Card } from "../../ui/card.tsx";
import { plural, whole } from "../../ui/format.ts";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { kindOf } from "./kinds.ts";

interface TypeTableProps {
  types: TypesView["items"];
  series: SeriesView;
}

/** All types of the span, the most frequent first, each a way to what is known of it. */
export function TypeTable({ types, series }: TypeTableProps) {
  const chosen = useReportFilters().more.type ?? types[0]?.type;
  return (
    <Card title={plural(types.length, "type")}>
      <div class="scroll">
        <table class="types">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" class="over-time">
                Over time
              </th>
              <th scope="col" class="number">
                Reports
              </th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
            {types.map((one) => (
              <TypeRow key={one.type} one={one} series={series} chosen={one.type === chosen} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface TypeRowProps {
  one: TypesView["items"][number];
  series: SeriesView;
  chosen: boolean;
}

function TypeRow({ one, series, chosen }: TypeRowProps) {
  const { href } = useFilters();
  const { type, received: count, estimated, lastReceived } = one;
  const { title } = kindOf(type);
  const { from, to } = series.covers;
  const times = bucketTimes(Date.parse(from), Date.parse(to), series.bucket);
  const points = series.groups.find(({ value }) => value === type)?.points ?? [];
  return (
    <tr class={chosen ? "chosen" : undefined}>
      <td>
        <Link
          href={withParameter(href("/other"), "type", type)}
          aria-current={chosen ? "true" : undefined}
        >
          <Foreign text={title} />
        </Link>
        {title !== type && (
          <>
            {" "}
            <small class="quiet">
              <Foreign text={type} />
            </small>
          </>
        )}
      </td>
      <td class="over-time">
        <Sparkline values={received(points, times)} label={plural(count, "report")} />
      </td>
      <td class="number">
        {whole(count)}
        {estimated !== count && <small class="quiet"> est. {whole(estimated)}</small>}
      </td>
      <td>
        <Ago at={lastReceived} />
      </td>
    </tr>
  );
}
