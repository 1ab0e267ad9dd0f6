import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";
import { api } from "../api/endpoints.ts";
import { REFRESH, useApi } from "../api/use-api.ts";
import { CopyBlock } from "./copy.tsx";
import { Page } from "./page.tsx";
import { Empty } from "./states.tsx";

/** Pages that show nothing of reports. */
const OTHERS: ReadonlySet<string> = new Set(["/sinks", "/setup", "/settings"]);

const SINK = `[[sinks]]
type = "sqlite"
`;

/** A page, or what to do where no sink keeps what it shows: once, and not in each of its parts. */
export function Readable({ path, children }: { path: string; children: ComponentChildren }) {
  const { data } = useApi(["status"], (signal) => api.status({}, signal), { refresh: REFRESH });
  if (data === undefined || data.reader || OTHERS.has(path)) return <>{children}</>;
  return (
    <Page title="Nothing to read from">
      <Empty title="Reports are taken, but no sink keeps them where this page could read them.">
        Add one of type "sqlite" to the configuration and start Tattle again; others may stay.
      </Empty>
      <CopyBlock text={SINK} label="A sink for the configuration" />
      <p>
        Until then <Link href="/sinks">Sinks</Link> says how those that there are do, and{" "}
        <Link href="/settings">Settings</Link> how many reports each project got.
      </p>
    </Page>
  );
}
