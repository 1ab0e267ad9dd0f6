import { api } from "../../api/endpoints.ts";
import { search } from "../../api/request.ts";
import { filtersAsQuery, reportsQuery, useApi } from "../../api/use-api.ts";
import type { Filters } from "../../state/filters.ts";
import type { ReportFilters } from "../../state/report-filters.ts";
import { compact, plural } from "../../ui/format.ts";

interface ExportProps {
  filters: Filters;
  more: ReportFilters;
}

/** All reports of the filters and the span as a file, and how many those are. */
export function Export({ filters, more }: ExportProps) {
  const address = (format: string) =>
    `/api/v1/export${search({ ...reportsQuery(filters), ...more, format })}`;
  return (
    <>
      <HowMany filters={filters} more={more} />
      <a class="button" href={address("csv")} download>
        Export CSV
      </a>
      <a class="button" href={address("ndjson")} download>
        Export NDJSON
      </a>
    </>
  );
}

/** Counted by whole hours or days, so about; texts are not counted by at all. */
function HowMany({ filters, more }: ExportProps) {
  const { search: text, ...countable } = more;
  const { data } = useApi(["how many reports", filters, countable], (signal) =>
    api.overview({ ...filtersAsQuery(filters), ...countable }, signal),
  );
  if (data === undefined) return null;
  const { received } = data.total;
  return (
    <span class="quiet how-many">
      {text === undefined ? "about" : "some of"}{" "}
      {received < 10_000 ? plural(received, "report") : `${compact(received)} reports`}
    </span>
  );
}
