import type { IssueView } from "../../../../http/api/schema/issue.ts";
import { share } from "../../ui/format.ts";
import { Verdict } from "./verdict.tsx";

/** What stands out of an issue: that it returned, that it is blocked or noise, what people said. */
export function Badges({ issue, mixed }: { issue: IssueView; mixed: boolean }) {
  const { status, regressed, dispositions, noise } = issue;
  const enforced = dispositions.some(({ value }) => value === "enforce");
  const all = dispositions.reduce((sum, { received }) => sum + received, 0);
  return (
    <span class="badges">
      <Verdict id={issue.id} lastSeen={issue.lastSeen} />
      {regressed !== null && <span class="badge bad">returned</span>}
      {mixed && status !== "open" && <span class="badge">{status}</span>}
      <span class="badge">{enforced ? "blocked" : "report only"}</span>
      {noise.received > 0 && (
        <span class="badge" title="Reports that a noise rule recognised">
          noise {share(noise.received, Math.max(all, noise.received))}
        </span>
      )}
    </span>
  );
}
