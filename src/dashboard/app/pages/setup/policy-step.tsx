import { Check, Field, Select } from "../../ui/field.tsx";
import type { Draft } from "./draft.ts";
import { Step } from "./step.tsx";

interface StepProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}

const POLICIES = {
  start: "The site has none: begin with a strict one that only reports",
  existing: "The site has one: amend it",
} as const;

const REGIONS = {
  us: "PostHog Cloud US",
  eu: "PostHog Cloud EU",
  own: "A proxy or an instance of your own",
} as const;

/** The policy: one to begin with, or the site's own. */
export function PolicyStep({ draft, set }: StepProps) {
  return (
    <Step number={2} title="The policy">
      <Select
        name="Content Security Policy"
        value={draft.policy}
        options={POLICIES}
        change={(policy) => set({ policy, reportOnly: policy === "start" })}
      />
      {draft.policy === "existing" && (
        <>
          <Field
            name="The policy that the site sends"
            lines={5}
            value={draft.text}
            change={(text) => set({ text })}
            placeholder="Content-Security-Policy: default-src 'self'; script-src 'self' https://cdn.example"
            hint="As it is: the value, whole header lines, or a <meta> element."
          />
          <Check
            name="Keep other report-uri addresses"
            checked={draft.keepReportUris}
            change={(keepReportUris) => set({ keepReportUris })}
          />
        </>
      )}
      <Check
        name="Report only: nothing is blocked"
        checked={draft.reportOnly}
        change={(reportOnly) => set({ reportOnly })}
        hint="Begin so, and enforce it once what it reports is what you mean to block."
      />
      <Check
        name="A nonce for scripts, made for each answer"
        checked={draft.nonce}
        change={(nonce) => set({ nonce })}
        hint="Where the stack runs code. It lets your own inline scripts run without letting others."
      />
      <PostHog draft={draft} set={set} />
    </Step>
  );
}

/** The directives that PostHog's own scripts need. */
function PostHog({ draft, set }: StepProps) {
  return (
    <>
      <Check
        name="PostHog's scripts run on the site"
        checked={draft.posthog}
        change={(posthog) => set({ posthog })}
        hint="Adds what they need to the policy, and nothing else."
      />
      {draft.posthog && (
        <>
          <Select
            name="They come from"
            value={draft.region}
            options={REGIONS}
            change={(region) => set({ region })}
          />
          {draft.region === "own" && (
            <Field
              name="Its origin"
              value={draft.posthogHost}
              change={(posthogHost) => set({ posthogHost })}
              placeholder="https://ph.shop.example"
            />
          )}
          <Check
            name="Its toolbar is used, too"
            checked={draft.toolbar}
            change={(toolbar) => set({ toolbar })}
          />
        </>
      )}
    </>
  );
}
