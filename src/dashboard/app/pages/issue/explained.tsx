import type { UseQueryResult } from "@tanstack/preact-query";
import type { ExplanationView } from "../../../../http/api/schema/explanation.ts";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { Card } from "../../ui/card.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { VERDICTS } from "../../ui/verdicts.ts";
import { isExtension } from "./extension.ts";

interface ExplainedProps {
  issue: IssueDetailView;
  explanation: UseQueryResult<ExplanationView, Error>;
  newest: ReportView | null;
}

/** What it is, whether an extension did it, and what to do. */
export function Explained({ issue, explanation, newest }: ExplainedProps) {
  return (
    <Card title="What it is">
      <Loaded query={explanation} lines={8}>
        {(told) => (
          <>
            <p class="what-it-is">
              <span class={`badge ${VERDICTS[told.verdict].tone}`}>
                {VERDICTS[told.verdict].name}
              </span>{" "}
              {VERDICTS[told.verdict].means}{" "}
              {told.verdict !== "cannot-tell" && (
                <span class="quiet">Confidence: {told.confidence}.</span>
              )}
            </p>
            <p>
              <Foreign text={told.summary} whole />
            </p>
            <Extension issue={issue} told={told} rule={newest?.noise ?? null} />
            <h3>What to do</h3>
            <Texts texts={told.advice} ordered />
            {told.warnings.length > 0 && (
              <div class="warnings">
                <h3>Before you do</h3>
                <Texts texts={told.warnings} />
              </div>
            )}
            <Reasons reasons={told.reasons} />
          </>
        )}
      </Loaded>
    </Card>
  );
}

interface ExtensionProps {
  issue: IssueDetailView;
  told: ExplanationView;
  rule: string | null;
}

function Extension({ issue, told, rule }: ExtensionProps) {
  const { short, why, tone } = isExtension(issue, told, rule);
  return (
    <p class="extension">
      <strong>Is it an extension?</strong> <span class={`badge ${tone}`}>{short}</span>{" "}
      <Foreign text={why} whole />
    </p>
  );
}

function Texts({ texts, ordered = false }: { texts: readonly string[]; ordered?: boolean }) {
  const items = texts.map((text) => (
    <li key={text}>
      <Foreign text={text} whole />
    </li>
  ));
  return ordered && texts.length > 1 ? <ol>{items}</ol> : <ul>{items}</ul>;
}

/** Why: all rules that hold, those too that speak against the verdict. */
function Reasons({ reasons }: Pick<ExplanationView, "reasons">) {
  if (reasons.length === 0) return <p class="quiet">No rule speaks for or against anything.</p>;
  return (
    <details>
      <summary>Why: {reasons.length === 1 ? "one reason" : `${reasons.length} reasons`}</summary>
      <table class="reasons">
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col">Speaks for</th>
            <th scope="col" class="number">
              Points
            </th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ rule, speaksFor, points, text }) => (
            <tr key={rule}>
              <td>
                <Foreign text={text} whole />
                <small class="quiet">{rule}</small>
              </td>
              <td>{VERDICTS[speaksFor].name}</td>
              <td class="number">{points}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
