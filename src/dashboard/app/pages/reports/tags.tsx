import type { ReportView } from "../../../../http/api/schema/report.ts";
import { Foreign } from "../../ui/text.tsx";

/** Whether the browser blocked it, or only told. */
export function DispositionBadge({ of }: { of: ReportView["disposition"] }) {
  if (of === null) return null;
  if (of === "enforce") return <span class="badge bad">blocked</span>;
  return <span class="badge">report only</span>;
}

/** The rule by which a report was recognised as noise. */
export function NoiseBadge({ rule }: { rule: string | null }) {
  if (rule === null) return null;
  return (
    <span class="badge warn" title="Recognised as noise by this rule">
      noise: <Foreign text={rule} />
    </span>
  );
}
