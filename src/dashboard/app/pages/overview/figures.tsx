import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";
import type { OverviewView } from "../../../../http/api/schema/overview.ts";
import { api } from "../../api/endpoints.ts";
import { filtersAsQuery, REFRESH, useApi, useFiltered } from "../../api/use-api.ts";
import { serverNow } from "../../state/clock.ts";
import { withParameter } from "../../state/report-filters.ts";
import { spanBefore } from "../../state/span.ts";
import { useFilters } from "../../state/use-filters.ts";
import { compact, share, whole } from "../../ui/format.ts";

/** The large numbers: how many, how many of them kept by sampling, in how many issues, how much noise. */
export function Figures({ overview }: { overview: OverviewView }) {
  const { filters, href } = useFilters();
  const { received, estimated } = overview.total;
  const byDisposition = (name: string | null) =>
    overview.byDisposition.find(({ disposition }) => disposition === name)?.received ?? 0;
  return (
    <dl class="figures">
      <Figure name="Violations" value={received} note={<Change now={received} />} />
      {estimated !== received && (
        <Figure
          name="Estimated"
          value={estimated}
          note={`without sampling; ${share(received, estimated)} were kept`}
        />
      )}
      <Figure
        name="Issues"
        value={overview.issues}
        note={<Link href={withParameter(href("/issues"), "status", "all")}>see them all</Link>}
      />
      {filters.document === undefined && (
        <Figure
          name="Blocked"
          value={byDisposition("enforce")}
          note={othersOf(byDisposition("report"), byDisposition(null))}
        />
      )}
      <NoiseFigure />
    </dl>
  );
}

/** Reports that are of nothing that was blocked, as far as they say. */
function othersOf(reportOnly: number, silent: number): string {
  const told = `${whole(reportOnly)} in report-only`;
  return silent === 0 ? told : `${told}, ${whole(silent)} do not say`;
}

function Figure({ name, value, note }: { name: string; value: number; note: ComponentChildren }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <span class="value" title={whole(value)}>
          {value < 100_000 ? whole(value) : compact(value)}
        </span>
        <small>{note}</small>
      </dd>
    </div>
  );
}

/** Against the span of the same length before this one. */
function Change({ now }: { now: number }) {
  const { filters } = useFilters();
  const { data } = useApi(
    ["overview-before", filters],
    (signal) => {
      const before = { ...filters, span: spanBefore(filters.span, serverNow()) };
      return api.overview({ ...filtersAsQuery(before), type: "csp-violation" }, signal);
    },
    { refresh: REFRESH },
  );
  if (data === undefined) return <>…</>;
  const before = data.total.received;
  if (before === 0) return <>{now === 0 ? "none before either" : "none in the span before"}</>;
  const change = (now - before) / before;
  if (Math.abs(change) < 0.005) return <>as in the span before</>;
  const sign = change > 0 ? "+" : "−";
  return (
    <>
      {sign}
      {share(Math.abs(now - before), before)} on the span before
    </>
  );
}

/** What share of everything the rules recognise as noise, whether it is shown or not. */
function NoiseFigure() {
  const { filters, set } = useFilters();
  const all = { ...filters, noise: "with" };
  // Documents are not counted by noise.
  const enabled = filters.document === undefined;
  const more = { type: "csp-violation", limit: 1000 };
  const { data } = useFiltered("noise-share", api.top("noise"), all, more, { enabled });
  if (data === undefined || !enabled) return null;
  const clean = data.items.find(({ value }) => value === null)?.received ?? 0;
  const noise = data.total.received - clean;
  const hidden = filters.noise === "without";
  return (
    <Figure
      name="Noise"
      value={noise}
      note={
        <>
          {share(noise, data.total.received)} of all,{" "}
          <button
            type="button"
            class="plain"
            onClick={() => set({ noise: hidden ? "with" : undefined })}
          >
            {hidden ? "hidden: show it" : "shown: hide it"}
          </button>
        </>
      }
    />
  );
}
