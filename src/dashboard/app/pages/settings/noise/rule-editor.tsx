import { useState } from "preact/hooks";
import type { NoiseRuleView } from "../../../../../http/api/schema/noise-rule.ts";
import { createRule, type NoiseRuleInput, replaceRule } from "../../../api/settings.ts";
import { useChange } from "../../../api/use-change.ts";
import { Confirm } from "../../../ui/dialog.tsx";
import { Check, Field, Select } from "../../../ui/field.tsx";
import { Preview } from "./preview.tsx";

const MATCHES = {
  suffix: "the host and its subdomains",
  host: "the host",
  scheme: "the scheme",
  location: "the host and the beginning of the path",
  exact: "the whole text",
  substring: "any part of the text",
  port: "the port",
  cidr: "a range of IPv4 addresses",
  "policy-host": "a host in the policy",
} as const;

const FIELDS = {
  blocked: "What was blocked",
  source: "The script that did it",
  document: "The page",
  referrer: "The referrer",
  policy: "The policy",
  sample: "The sample",
} as const;

const EMPTY: NoiseRuleInput = {
  id: "own/",
  match: "suffix",
  fields: ["blocked", "source"],
  value: "",
  why: "",
  confidence: "medium",
};

/** Makes a rule, or changes one. */
export function RuleEditor({ rule, close }: { rule: NoiseRuleView | null; close: () => void }) {
  const [draft, setDraft] = useState<NoiseRuleInput>(rule === null ? EMPTY : inputOf(rule));
  const set = (part: Partial<NoiseRuleInput>) => setDraft({ ...draft, ...part });
  const save = useChange({
    ask: () => (rule === null ? createRule(draft) : replaceRule(draft)),
    touches: ["noise-rules", "retagging", "facets"],
    done: () => `${draft.id} holds for what comes from now on; what is stored follows.`,
  });
  const toggle = (field: NoiseRuleInput["fields"][number], on: boolean) => {
    const others = draft.fields.filter((each) => each !== field);
    set({ fields: on ? [...others, field] : others });
  };
  return (
    <Confirm
      title={rule === null ? "New rule" : `Change ${rule.id}`}
      action="Save"
      busy={save.isPending}
      close={close}
      confirm={() => save.mutate(undefined, { onSuccess: close })}
    >
      {rule === null && (
        <Field
          name="Id"
          value={draft.id}
          change={(id) => set({ id })}
          required
          hint="A kind and a name with a slash between them, such as own/widget."
        />
      )}
      <Field
        name="Look for"
        value={draft.value}
        change={(value) => set({ value })}
        required
        placeholder="widget.example"
      />
      <Select
        name="As"
        value={draft.match as keyof typeof MATCHES}
        options={MATCHES}
        change={(match) => set({ match })}
      />
      <fieldset class="field">
        <legend>In</legend>
        {Object.entries(FIELDS).map(([field, words]) => (
          <Check
            key={field}
            name={words}
            checked={draft.fields.includes(field as keyof typeof FIELDS)}
            change={(on) => toggle(field as keyof typeof FIELDS, on)}
          />
        ))}
      </fieldset>
      <Field
        name="Why it is noise"
        value={draft.why}
        change={(why) => set({ why })}
        required
        hint="One sentence for people."
      />
      <Preview change={{ rule: draft }} disabled={draft.value === "" || draft.why === ""} />
    </Confirm>
  );
}

function inputOf({ id, match, fields, value, why, confidence }: NoiseRuleView): NoiseRuleInput {
  return { id, match, fields, value, why, confidence };
}
