import { Link } from "wouter-preact";
import type { VersionComparisonView } from "../../../../http/api/schema/versions.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { compact, moment, plural, whole, zoned } from "../../ui/format.ts";
import { Foreign } from "../../ui/text.tsx";
import { written } from "./seen.ts";
import { seenFor } from "./verdict.ts";

const DAY = 86_400_000;

/** One version: how much of it was seen, and when. */
export function SideCard({ title, side }: { title: string; side: VersionComparisonView["a"] }) {
  const { href } = useFilters();
  const { version, received, estimated, issues, firstSeen, lastSeen } = side;
  const days = seenFor(side) / DAY;
  return (
    <Card
      title={title}
      aside={
        <Link href={href("/issues", { version: written(version), noise: "with" })}>Its issues</Link>
      }
    >
      <p class="version-name">
        <Foreign text={version} none="Without a version" />
      </p>
      <p>
        {plural(received, "report")}
        {estimated !== received && `, estimated ${compact(estimated)} without sampling`};{" "}
        {plural(issues, "issue")}
        {days >= 1 && `; about ${whole(received / days)} reports a day`}.
      </p>
      <p class="quiet">
        {firstSeen === null || lastSeen === null
          ? "Never seen."
          : `${moment(Date.parse(firstSeen))} – ${zoned(Date.parse(lastSeen))}`}
      </p>
    </Card>
  );
}
