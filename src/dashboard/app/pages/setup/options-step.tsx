import { Check, Field } from "../../ui/field.tsx";
import type { Draft } from "./draft.ts";
import { Step } from "./step.tsx";

/** What the report URL says besides. */
export function OptionsStep({ draft, set }: { draft: Draft; set: (part: Partial<Draft>) => void }) {
  return (
    <Step number={3} title="What reports say">
      <div class="columns">
        <Field
          name="Version of the policy"
          value={draft.version}
          change={(version) => set({ version })}
          hint="Raise it with each change: then Tattle shows what a change brought."
        />
        <Field
          name="Share of reports to keep, in per cent"
          type="number"
          value={draft.sample}
          change={(sample) => set({ sample })}
          hint="100 for a start. Counts are scaled up, so that less costs precision and nothing else."
        />
      </div>
      <Check
        name="Who it happened to (distinct_id)"
        checked={draft.distinctId}
        change={(distinctId) => set({ distinctId })}
        hint="Your own id of the user, for PostHog and for erasure. Only where your stack makes the header for each answer."
      />
      <Check
        name="In which session (session_id)"
        checked={draft.sessionId}
        change={(sessionId) => set({ sessionId })}
      />
    </Step>
  );
}
