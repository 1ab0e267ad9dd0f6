import type { ReportView } from "../../../../http/api/schema/report.ts";
import { governingDirective } from "../../../../policy/governing.ts";
import { parsePolicy } from "../../../../policy/parse.ts";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Facts } from "../../ui/facts.tsx";
import { readable } from "../../ui/format.ts";
import { Foreign } from "../../ui/text.tsx";
import { BodyFields } from "./body-fields.tsx";
import { policyLines, violationFacts } from "./facts.ts";

/** What a report itself says. */
export function Body({ report: { violation, body } }: { report: ReportView }) {
  if (violation === null) {
    return (
      <Card title="What it says">
        <BodyFields body={body} />
      </Card>
    );
  }
  return (
    <>
      <Card title="Violation">
        <Facts facts={violationFacts(violation)} />
      </Card>
      <Card title="Policy as the browser understood it">
        <Policy policy={violation.originalPolicy} directive={violation.effectiveDirective} />
      </Card>
    </>
  );
}

function Policy({ policy, directive }: { policy: string | null; directive: string | null }) {
  if (policy === null) return <p class="quiet">absent</p>;
  // script-src, or default-src, stands in for a script-src-elem that is not there.
  const deciding = directive && governingDirective(parsePolicy(policy), directive)?.name;
  return (
    <section class="copy-block tall" aria-label="Policy">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it. */}
      <pre tabIndex={0}>
        {policyLines(policy).map((line, at) => (
          <span key={at} class={isOf(line, deciding) ? "policy-line violated" : "policy-line"}>
            <Foreign text={line} whole />
            {";"}
          </span>
        ))}
      </pre>
      <CopyButton text={readable(policy)} name="Copy policy" />
    </section>
  );
}

function isOf(line: string, directive: string | null | undefined): boolean {
  return !!directive && line.toLowerCase().split(/\s/, 1)[0] === directive;
}
