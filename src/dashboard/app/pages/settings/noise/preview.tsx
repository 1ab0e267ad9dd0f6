import { useMutation } from "@tanstack/preact-query";
import { Link } from "wouter-preact";
import type { NoisePreviewView } from "../../../../../http/api/schema/noise-preview.ts";
import { type NoiseChange, previewNoise } from "../../../api/settings.ts";
import { plural, whole } from "../../../ui/format.ts";
import { Failure } from "../../../ui/states.tsx";
import { Foreign } from "../../../ui/text.tsx";

/** Asks, and shows, what a change of the rules would do to what is stored, before it is made. */
export function Preview({ change, disabled }: { change: NoiseChange; disabled?: boolean }) {
  const preview = useMutation({ mutationFn: previewNoise });
  return (
    <div class="preview" aria-live="polite">
      <button
        type="button"
        class="small"
        disabled={disabled || preview.isPending}
        onClick={() => preview.mutate(change)}
      >
        {preview.isPending ? "Reading…" : "What would it change?"}
      </button>
      {preview.error && <Failure error={preview.error} />}
      {preview.data && <Result view={preview.data} />}
    </div>
  );
}

type Group = NoisePreviewView["tagged"];

function Result({ view }: { view: NoisePreviewView }) {
  const { tagged, untagged, renamed, hidden, exact, read } = view;
  const nothing = tagged.received + untagged.received + renamed.received === 0;
  return (
    <>
      <p>
        {nothing && "Nothing: it meets none of the reports of the last 7 days. "}
        {tagged.received > 0 &&
          `${plural(tagged.received, "report")} of ${plural(tagged.issues, "issue")} would be noise; ${whole(hidden)} would be hidden altogether. `}
        {untagged.received > 0 &&
          `${plural(untagged.received, "report")} of ${plural(untagged.issues, "issue")} would be noise no more. `}
        {renamed.received > 0 &&
          `${plural(renamed.received, "report")} would be noise by another rule. `}
        <span class="quiet">
          {exact
            ? `All ${plural(read, "report")} of the last 7 days were read.`
            : `Of ${plural(read, "report")} that were read: a sample of the last 7 days.`}
        </span>
      </p>
      <Top group={tagged} />
      <Top group={untagged} />
    </>
  );
}

const SHOWN = 6;

function Top({ group: { top } }: { group: Group }) {
  if (top.length === 0) return null;
  return (
    <ul>
      {top.slice(0, SHOWN).map(({ id, directive, blocked, received, left, example }) => (
        <li key={id}>
          <Link href={`/issues/${id}`}>
            <Foreign text={`${directive} ${blocked}`} />
          </Link>
          : {plural(received, "report")}
          {left > 0 ? `, ${whole(left)} stay` : ""}
          <small class="quiet">
            such as on <Foreign text={example.documentURL} />
          </small>
        </li>
      ))}
    </ul>
  );
}
