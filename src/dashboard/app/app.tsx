import { lazy, Suspense } from "preact/compat";
import { Route, Switch, useLocation } from "wouter-preact";
import { Nav } from "./nav/nav.tsx";
import { Overview } from "./pages/overview/overview.tsx";
import { useSession } from "./state/use-session.ts";
import { Boundary } from "./ui/boundary.tsx";
import { late } from "./ui/late-page.ts";
import { Outage } from "./ui/outage.tsx";
import { Page } from "./ui/page.tsx";
import { Readable } from "./ui/readable.tsx";
import { Empty, Skeleton } from "./ui/states.tsx";
import { Toasts } from "./ui/toasts.tsx";

/** Pages other than the first one are loaded when somebody goes there. */
const Issues = lazy(late(() => import("./pages/issues/issues.tsx")));
const Settings = lazy(late(() => import("./pages/settings/settings.tsx")));
const Setup = lazy(late(() => import("./pages/setup/setup.tsx")));
const Sinks = lazy(late(() => import("./pages/sinks/sinks.tsx")));
const Issue = lazy(late(() => import("./pages/issue/issue.tsx")));
const Reports = lazy(late(() => import("./pages/reports/reports.tsx")));
const Live = lazy(late(() => import("./pages/live/live.tsx")));
const Versions = lazy(late(() => import("./pages/versions/versions.tsx")));
const Other = lazy(late(() => import("./pages/other/other.tsx")));
const Report = lazy(late(() => import("./pages/report/report.tsx")));

/** The dashboard: navigation, and the page of the address. */
export function App() {
  const [path] = useLocation();
  // Asked for at once, so that no button is off for a moment until it is known.
  useSession();
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Nav />
      <Boundary key={path}>
        <Suspense fallback={<Waiting />}>
          <Readable path={path}>
            <Switch>
              <Route path="/" component={Overview} />
              <Route path="/issues" component={Issues} />
              <Route path="/issues/:id">{({ id }) => <Issue key={id} id={id} />}</Route>
              <Route path="/settings" component={Settings} />
              <Route path="/setup" component={Setup} />
              <Route path="/sinks" component={Sinks} />
              <Route path="/live" component={Live} />
              <Route path="/versions" component={Versions} />
              <Route path="/other" component={Other} />
              <Route path="/reports" component={Reports} />
              <Route path="/reports/:id">{({ id }) => <Report key={id} id={id} />}</Route>
              <Route component={Nowhere} />
            </Switch>
          </Readable>
        </Suspense>
      </Boundary>
      <Outage />
      <Toasts />
    </>
  );
}

function Waiting() {
  return (
    <Page title="Loading">
      <Skeleton lines={8} />
    </Page>
  );
}

function Nowhere() {
  return (
    <Page title="Not here">
      <Empty title="There is no such page.">Choose one on the side.</Empty>
    </Page>
  );
}
