import { Link } from "wouter-preact";
import { api } from "../api/endpoints.ts";
import { REFRESH, useApi } from "../api/use-api.ts";
import { Empty } from "./states.tsx";

/** Whether not one report has come in, ever; `undefined` as long as that is not known. */
export function useNothingYet(): boolean | undefined {
  const { data } = useApi(["facets", undefined], (signal) => api.facets({}, signal), {
    refresh: REFRESH,
  });
  return data && data.projects.length === 0;
}

/** Not one report has come in: the way to the first. */
export function NothingYet() {
  return (
    <Empty title="No report has come in yet.">
      Tattle makes the headers that a site has to send, and waits with you for the first report.
      <span class="ways">
        <Link href="/setup" class="button primary">
          Set up a site
        </Link>
      </span>
    </Empty>
  );
}
