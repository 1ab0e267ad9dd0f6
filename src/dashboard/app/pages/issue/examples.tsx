import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { useFilters } from "../../state/use-filters.ts";
import { Card } from "../../ui/card.tsx";
import { words } from "../../ui/format.ts";
import { Json } from "../../ui/json-view.tsx";
import { Leave } from "../../ui/leave.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { fieldsOf } from "./fields.ts";
import { useReport } from "./use-issue.ts";

/** Its newest reports, one at a time. */
export function Examples({ issue: { examples } }: { issue: IssueDetailView }) {
  const [at, go] = useState(0);
  const id = examples[Math.min(at, examples.length - 1)];
  if (id === undefined) {
    return (
      <Card title="Reports">
        <Empty title="Its reports are past their retention.">
          What was counted is kept for longer.
        </Empty>
      </Card>
    );
  }
  return (
    <Card title="Newest reports" aside={<Steps at={at} count={examples.length} go={go} />}>
      <Example key={id} id={id} />
    </Card>
  );
}

function Steps({ at, count, go }: { at: number; count: number; go: (at: number) => void }) {
  return (
    <span class="steps">
      <button type="button" class="small" disabled={at === 0} onClick={() => go(at - 1)}>
        Newer
      </button>
      <span aria-live="polite">
        {at + 1} of {count}
      </span>
      <button type="button" class="small" disabled={at + 1 >= count} onClick={() => go(at + 1)}>
        Older
      </button>
    </span>
  );
}

function Example({ id }: { id: string }) {
  const { href } = useFilters();
  return (
    <Loaded query={useReport(id)} lines={10}>
      {(report) => (
        <>
          <p>
            <Ago at={report.receivedAt} /> ·{" "}
            <Link href={href(`/reports/${report.id}`)}>The whole report</Link>
          </p>
          <Fields report={report} />
          <details>
            <summary>As the browser sent it (JSON)</summary>
            <Json value={report.raw} label="The report as JSON" />
          </details>
        </>
      )}
    </Loaded>
  );
}

function Fields({ report }: { report: ReportView }) {
  return (
    <table class="fields">
      <tbody>
        {fieldsOf(report).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{words(name)}</th>
            <td>
              <Foreign text={value} whole /> {name === "documentURL" && <Leave url={value} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
