import type { UseQueryResult } from "@tanstack/preact-query";
import type { ExplanationView } from "../../../../http/api/schema/explanation.ts";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { Card } from "../../ui/card.tsx";
import { CopyBlock } from "../../ui/copy.tsx";
import { readable } from "../../ui/format.ts";
import { Foreign } from "../../ui/text.tsx";
import { diffPolicy, type Token } from "./policy-diff.ts";

const RISKS = {
  low: { name: "low risk", tone: "badge good" },
  medium: { name: "medium risk", tone: "badge warn" },
  high: { name: "high risk", tone: "badge bad" },
} as const;

type Change = ExplanationView["changes"][number];

interface ChangesProps {
  explanation: UseQueryResult<ExplanationView, Error>;
  newest: ReportView | null;
}

/** Ways to let it in, the narrowest first. Nothing where letting it in is not right. */
export function Changes({ explanation, newest }: ChangesProps) {
  const changes = explanation.data?.changes ?? [];
  if (changes.length === 0) return null;
  return (
    <Card
      title={
        changes.length === 1 ? "The change of the policy" : "One of these changes of the policy"
      }
      aside={<span class="quiet">the narrowest first</span>}
    >
      <ol class="policy-changes">
        {changes.map((change) => (
          <li key={`${change.directive} ${change.text}`}>
            <OneChange change={change} policy={newest?.violation?.originalPolicy ?? null} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function OneChange({ change, policy }: { change: Change; policy: string | null }) {
  const { directive, text, template, risk, explanation } = change;
  const { tokens, instead } = diffPolicy(policy, directive, text);
  return (
    <>
      <p>
        <span class={RISKS[risk].tone}>{RISKS[risk].name}</span>{" "}
        {template && <span class="badge">fill in what is in braces</span>}{" "}
        <Foreign text={explanation} whole />
      </p>
      {text === null ? (
        <p>Take the directive out of the policy.</p>
      ) : (
        <CopyBlock text={text} label="The directive as it is to be" />
      )}
      {policy !== null && <Diff tokens={tokens} />}
      {instead !== null && (
        <p class="quiet">
          The policy has no {readable(directive)} of its own yet; {readable(instead)} stands in for
          it.
        </p>
      )}
    </>
  );
}

/** Against the directive as the newest report has it. */
function Diff({ tokens }: { tokens: readonly Token[] }) {
  return (
    <p class="diff">
      <span class="quiet">Against what the policy has now: </span>
      <code>
        {tokens.map(({ text, change }) => (
          <DiffToken key={`${change} ${text}`} text={text} change={change} />
        ))}
      </code>
    </p>
  );
}

function DiffToken({ text, change }: Token) {
  const shown = readable(text);
  if (change === "added") return <ins>{shown}</ins>;
  if (change === "removed") return <del>{shown}</del>;
  return <span>{shown}</span>;
}
