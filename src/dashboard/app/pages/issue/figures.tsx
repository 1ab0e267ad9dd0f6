import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { useFilters } from "../../state/use-filters.ts";
import { share, whole } from "../../ui/format.ts";
import { Leave } from "../../ui/leave.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { spanAround } from "./issue-span.ts";

interface FiguresProps {
  issue: IssueDetailView;
  newest: ReportView | null;
}

/** How often, since when, and where it was seen last. */
export function Figures({ issue, newest }: FiguresProps) {
  const { counts, allTime, documents, firstSeen, lastSeen, noise } = issue;
  return (
    <>
      <dl class="figures">
        <Figure name="Received in this span" value={whole(counts.received)}>
          {whole(allTime.received)} over all time
        </Figure>
        <Estimated counts={counts} />
        <Figure name="Pages" value={whole(documents)}>
          over all time
        </Figure>
        <Figure
          name="Noise"
          value={share(noise.received, Math.max(counts.received, noise.received))}
        >
          recognised by a rule
        </Figure>
        <div class="figure">
          <dt>Last seen</dt>
          <dd>
            <span class="value">
              <Ago at={lastSeen} />
            </span>
            <small>
              first <Ago at={firstSeen} />
            </small>
          </dd>
        </div>
      </dl>
      <LastSeen newest={newest} />
      {counts.received === 0 && <Elsewhen lastSeen={lastSeen} />}
    </>
  );
}

interface FigureProps {
  name: string;
  value: string;
  children: ComponentChildren;
}

function Figure({ name, value, children }: FigureProps) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <span class="value">{value}</span>
        <small>{children}</small>
      </dd>
    </div>
  );
}

/** As if without sampling; nothing where nothing was sampled. */
function Estimated({ counts }: Pick<IssueDetailView, "counts">) {
  const { received, estimated, interval } = counts;
  if (Math.round(estimated) === received) return null;
  return (
    <Figure name="Estimated" value={`≈ ${whole(estimated)}`}>
      between {whole(interval.low)} and {whole(interval.high)} (95%)
    </Figure>
  );
}

function LastSeen({ newest }: Pick<FiguresProps, "newest">) {
  const { href } = useFilters();
  if (newest === null) return null;
  const page = newest.violation?.documentURL ?? newest.url;
  return (
    <p>
      Seen last on <Foreign text={page} /> <Leave url={page} />{" "}
      <Link href={href(`/reports/${newest.id}`)}>The report</Link>
    </p>
  );
}

function Elsewhen({ lastSeen }: { lastSeen: string }) {
  const { set } = useFilters();
  return (
    <p class="notice">
      Nothing in this span.{" "}
      <button type="button" class="small" onClick={() => set({ span: spanAround(lastSeen) })}>
        Show when it was seen last
      </button>
    </p>
  );
}
