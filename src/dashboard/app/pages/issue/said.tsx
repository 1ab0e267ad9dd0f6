import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import type { IssueChangeView } from "../../../../http/api/schema/issue-mark.ts";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";

const TONES = { open: "badge warn", resolved: "badge good", ignored: "badge" } as const;
const WORDS = { open: "Open", resolved: "Resolved", ignored: "Ignored" } as const;

/** The status, who made it so and why, and what was said before. */
export function Said({ issue }: { issue: IssueDetailView }) {
  const { status, regressed, mark } = issue;
  return (
    <div class="said">
      <p>
        <span class={TONES[status]}>{WORDS[status]}</span>{" "}
        {regressed !== null && (
          <>
            <span class="badge bad">returned</span> It was resolved, and came back{" "}
            <Ago at={regressed.at} />
            {regressed.version !== null && (
              <>
                {" in version "}
                <Foreign text={regressed.version} />
              </>
            )}
            .{" "}
          </>
        )}
        {mark !== null && regressed === null && status === mark.status && <By change={mark} />}
      </p>
      {mark?.note && (
        <blockquote>
          <Foreign text={mark.note} whole />
        </blockquote>
      )}
      {mark !== null && mark.history.length > 1 && <History changes={mark.history} />}
    </div>
  );
}

function By({ change: { by, at } }: { change: IssueChangeView }) {
  return (
    <span class="quiet">
      by <Foreign text={by} />, <Ago at={at} />
    </span>
  );
}

function History({ changes }: { changes: readonly IssueChangeView[] }) {
  return (
    <details>
      <summary>What was said before</summary>
      <ol class="history">
        {changes.map((change) => (
          <li key={`${change.at} ${change.status} ${change.note}`}>
            {WORDS[change.status]} <By change={change} />
            {change.note && (
              <>
                {": "}
                <Foreign text={change.note} whole />
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
