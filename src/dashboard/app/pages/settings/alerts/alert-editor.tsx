import { useState } from "preact/hooks";
import type { AlertView } from "../../../../../http/api/schema/alert.ts";
import { createAlert, editAlert, tryAlert } from "../../../api/settings.ts";
import { useChange } from "../../../api/use-change.ts";
import { Confirm } from "../../../ui/dialog.tsx";
import { Check, Field, Select } from "../../../ui/field.tsx";
import { zone } from "../../../ui/format.ts";
import { Foreign } from "../../../ui/text.tsx";
import { type Draft, draftOf, inputOf, NEW_ALERT } from "./draft.ts";
import { CHANNELS, KINDS } from "./words.ts";

/** Makes an alert, or changes one, with a test before it is saved. */
export function AlertEditor({ alert, close }: { alert: AlertView | null; close: () => void }) {
  const [draft, setDraft] = useState<Draft>(alert === null ? NEW_ALERT : draftOf(alert));
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const save = useChange({
    ask: () =>
      alert === null
        ? createAlert(inputOf(draft, zone(), true))
        : editAlert(alert.name, inputOf(draft, zone(), false)),
    touches: ["alerts"],
    done: () => "Saved. What is there already is known and not told.",
  });
  return (
    <Confirm
      title={alert === null ? "New alert" : `Change ${alert.name}`}
      action="Save"
      busy={save.isPending}
      close={close}
      confirm={() => save.mutate(undefined, { onSuccess: close })}
    >
      {alert === null && (
        <Field
          name="Name"
          value={draft.name}
          change={(name) => set({ name })}
          required
          placeholder="attack"
        />
      )}
      <Select name="About" value={draft.kind} options={KINDS} change={(kind) => set({ kind })} />
      <Kind draft={draft} set={set} />
      <Select name="By" value={draft.via} options={CHANNELS} change={(via) => set({ via })} />
      <Channel draft={draft} set={set} known={alert !== null} />
      <When draft={draft} set={set} />
      <TryIt draft={draft} known={alert !== null} />
    </Confirm>
  );
}

interface PartProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}

function Kind({ draft, set }: PartProps) {
  return (
    <>
      {draft.kind === "directive" && (
        <Field
          name="Directives"
          value={draft.directives}
          change={(directives) => set({ directives })}
        />
      )}
      {draft.kind === "silence" && (
        <Field
          name="After"
          value={draft.after}
          change={(after) => set({ after })}
          hint="24h, 2d: how long nothing must come."
        />
      )}
      <Field
        name="Projects"
        value={draft.projects}
        change={(projects) => set({ projects })}
        hint="With commas between them. Empty: all."
      />
    </>
  );
}

function Channel({ draft, set, known }: PartProps & { known: boolean }) {
  if (draft.via === "email") {
    return (
      <Field
        name="To"
        value={draft.to}
        change={(to) => set({ to })}
        required
        placeholder="security@shop.example"
        hint="The mail server stands in the config file, under [smtp]."
      />
    );
  }
  const kept = "Kept as a secret and never shown again.";
  return (
    <>
      <Field
        name="Address of the webhook"
        value={draft.url}
        change={(url) => set({ url })}
        required={!known}
        hint={known ? `${kept} Empty: as it is.` : kept}
      />
      {draft.via === "json" && (
        <Field
          name="Secret that signs"
          value={draft.secret}
          change={(secret) => set({ secret })}
          placeholder="whsec_…"
          hint="As Standard Webhooks are signed. Empty: not signed, or as it is."
        />
      )}
    </>
  );
}

function When({ draft, set }: PartProps) {
  return (
    <details>
      <summary>When and how often</summary>
      <Field
        name="At least so many reports"
        type="number"
        value={draft.minCount}
        change={(minCount) => set({ minCount })}
      />
      <Field
        name="At most so many messages"
        value={draft.atMost}
        change={(atMost) => set({ atMost })}
        hint="4/1h: four an hour. What comes meanwhile is told together."
      />
      <Field
        name="Quiet from"
        value={draft.quietFrom}
        change={(quietFrom) => set({ quietFrom })}
        placeholder="22:00"
      />
      <Field
        name="Quiet to"
        value={draft.quietTo}
        change={(quietTo) => set({ quietTo })}
        placeholder="07:00"
        hint={`In ${draft.zone || zone()}. Leave it out for what is to wake people.`}
      />
      <Check
        name="Noise counts too"
        checked={draft.includeNoise}
        change={(includeNoise) => set({ includeNoise })}
      />
    </details>
  );
}

/** Sends a message now, as the alert would. Needs the address again, which only the server knows. */
function TryIt({ draft, known }: { draft: Draft; known: boolean }) {
  const attempt = useChange({ ask: () => tryAlert(inputOf(draft, zone(), true)), touches: [] });
  const missing = draft.via !== "email" && draft.url.trim() === "";
  return (
    <p>
      <button
        type="button"
        class="small"
        disabled={attempt.isPending || missing}
        title={missing && known ? "Enter the address again, or save and test then." : undefined}
        onClick={() => attempt.mutate()}
      >
        {attempt.isPending ? "Sending…" : "Send a test"}
      </button>{" "}
      {attempt.data && (
        <span role="status" class={attempt.data.ok ? "good" : "bad"}>
          <Foreign text={attempt.data.said} />
        </span>
      )}
    </p>
  );
}
