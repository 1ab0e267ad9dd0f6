import { useRef } from "preact/hooks";
import { Link } from "wouter-preact";
import type { ProjectView } from "../../../../http/api/schema/project.ts";
import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { serverNow } from "../../state/clock.ts";
import { DROP_MEANINGS } from "../../ui/drops.ts";
import { plural, words } from "../../ui/format.ts";
import { useNow } from "../../ui/time.tsx";
import { type Arrivals, arrivals } from "./arrivals.ts";
import { Step } from "./step.tsx";

const POLL = 2_000;
/** From then on it is said what may be wrong, in milliseconds. */
const PATIENCE = 45_000;

interface WaitingProps {
  project: string | null;
  /** The projects before anybody waited, with what had come in until then. */
  known: readonly ProjectView[];
}

/** Waits for the first report, and says it, or what is wrong. */
export function Waiting({ project, known }: WaitingProps) {
  const { data } = useApi(["arrivals"], (signal) => api.projects({}, signal), { refresh: POLL });
  const before = useRef(known);
  const since = useRef(serverNow());
  const now = useNow(POLL);
  const news = data ? arrivals(before.current, data.items, project) : null;
  return (
    <Step number={5} title="Load a page of the site">
      <div role="status">
        {news !== null && news.kept > 0 ? (
          <Arrived count={news.kept} project={project} />
        ) : (
          <p>
            <span class="waiting-dot" aria-hidden="true" /> Waiting for the first report
            {project === null ? "" : ` of ${project}`}. A page that breaks the policy sends one;
            with a strict policy nearly every page does.
          </p>
        )}
        {news !== null && <Trouble news={news} />}
      </div>
      {news !== null && news.kept === 0 && now - since.current > PATIENCE && <WhatIsWrong />}
    </Step>
  );
}

function Arrived({ count, project }: { count: number; project: string | null }) {
  const query = project === null ? "" : `?project=${encodeURIComponent(project)}`;
  return (
    <p class="arrived">
      <strong>
        {count === 1
          ? "The first report was received."
          : `${plural(count, "report")} were received.`}
      </strong>{" "}
      <Link href={`/reports${query}`}>Look at {count === 1 ? "it" : "them"}</Link>, or{" "}
      <Link href={`/live${query}`}>watch more arrive</Link>.
    </p>
  );
}

/** Reports that came and were not kept: nobody who waits should take that for silence. */
function Trouble({ news: { dropped, strangers } }: { news: Arrivals }) {
  return (
    <>
      {strangers > 0 && (
        <p class="warn">
          {plural(strangers, "report")} came with a token that no project has. Compare the token in
          the header with the one above.
        </p>
      )}
      {dropped.map(({ reason, count }) => (
        <p key={reason} class="warn">
          {plural(count, "report")} came and {count === 1 ? "was" : "were"} not kept:{" "}
          {words(reason)}, {DROP_MEANINGS[reason]}.
        </p>
      ))}
    </>
  );
}

function WhatIsWrong() {
  return (
    <div class="notice">
      <strong>Nothing has come yet. What it is most often:</strong>
      <ul>
        <li>
          The header is not sent: look at the answer in the browser's developer tools, network.
        </li>
        <li>
          The page breaks nothing. Add <code>{'<img src="https://example.org/x.png">'}</code> to it
          for a moment.
        </li>
        <li>
          Another header has <code>report-to</code>: then browsers ignore <code>report-uri</code>.
        </li>
        <li>The page is https and Tattle's address is not, or its certificate is not trusted.</li>
        <li>An extension or a content blocker keeps reports back: try a private window.</li>
      </ul>
      <p>This looks at the site and says what is wrong:</p>
      <pre>tattle doctor https://your-site.example/</pre>
    </div>
  );
}
