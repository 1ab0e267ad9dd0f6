import { lazy, Suspense } from "preact/compat";
import { Route, Switch } from "wouter-preact";
import { Nav } from "./nav/nav.tsx";
import { Overview } from "./pages/overview/overview.tsx";
import { Boundary } from "./ui/boundary.tsx";
import { Page } from "./ui/page.tsx";
import { Empty, Skeleton } from "./ui/states.tsx";
import { Toasts } from "./ui/toasts.tsx";

/** Pages other than the first one are loaded when somebody goes there. */
const Issues = lazy(() => import("./pages/issues/issues.tsx"));
const Settings = lazy(() => import("./pages/settings/settings.tsx"));
const Setup = lazy(() => import("./pages/setup/setup.tsx"));
const Sinks = lazy(() => import("./pages/sinks/sinks.tsx"));
const Issue = lazy(() => import("./pages/issue/issue.tsx"));
const Reports = lazy(() => import("./pages/reports/reports.tsx"));
const Live = lazy(() => import("./pages/live/live.tsx"));
const Versions = lazy(() => import("./pages/versions/versions.tsx"));
const Other = lazy(() => import("./pages/other/other.tsx"));
const Report = lazy(() => import("./pages/report/report.tsx"));

/** The dashboard: navigation, and the page of the address. */
export function App() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Nav />
      <Boundary>
        <Suspense fallback={<Waiting />}>
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
        </Suspense>
      </Boundary>
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
