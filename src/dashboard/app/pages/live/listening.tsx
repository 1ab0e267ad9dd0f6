import { Link } from "wouter-preact";
import { activeFilters, DEFAULT_NOISE } from "../../state/filters.ts";
import { useFilters } from "../../state/use-filters.ts";
import { useReportFilters } from "../../state/use-report-filters.ts";
import { Ago } from "../../ui/time.tsx";
import type { Live } from "./use-live.ts";

/** Nothing has come in yet: what to do meanwhile. */
export function Listening({ live: { connection, before, list } }: { live: Live }) {
  const { filters, href } = useFilters();
  const { more } = useReportFilters();
  const { project, noise } = filters;
  const narrowed =
    project !== undefined || activeFilters(filters).length > 0 || Object.keys(more).length > 0;
  if (list.paused && list.waitingCount > 0) return null;
  return (
    <section class="listening card">
      {connection.state === "live" && <span class="pulse" aria-hidden="true" />}
      <h2>{list.received > 0 ? "Waiting for more reports" : "Waiting for a report"}</h2>
      <p>
        Open a page of your site that breaks its policy: the report shows here about a second after
        the browser has sent it. Browsers may take a minute to send what goes by{" "}
        <code>report-to</code>; by <code>report-uri</code> they send at once.
      </p>
      <p class="quiet">
        {before === null && (
          <>
            No report has ever come in. <Link href="/setup">Setup</Link> says what a site has to
            send.{" "}
          </>
        )}
        {before && (
          <>
            The newest one before came <Ago at={before.receivedAt} />.{" "}
            <Link href={href("/reports")}>Older reports</Link>{" "}
          </>
        )}
        {narrowed && (
          <>
            Filters may hide reports: <Link href="/live">take them away</Link>.{" "}
          </>
        )}
        {noise === DEFAULT_NOISE && (
          <>
            Noise is hidden: <Link href={href("/live", { noise: "with" })}>show it, too</Link>.
          </>
        )}
      </p>
    </section>
  );
}
