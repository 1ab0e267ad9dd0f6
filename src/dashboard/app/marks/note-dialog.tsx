import { useState } from "preact/hooks";
import { Confirm } from "../ui/dialog.tsx";
import type { Edit, IssueStatus } from "./marks.ts";

/** As long as the API takes. */
const MAX_NOTE = 2_000;

const CHOICES: ReadonlyArray<[status: IssueStatus, name: string, means: string]> = [
  ["resolved", "Resolved", "reopens by itself when it occurs again"],
  ["ignored", "Ignored", "stays away for good, whatever comes"],
  ["open", "Open", "is to be looked at"],
];

interface NoteDialogProps {
  title: string;
  /** What it is to be unless somebody chooses otherwise. */
  status: IssueStatus;
  /** What it is already, which is not said anew. Several issues: left out. */
  already?: IssueStatus;
  /** The note that there is. Where there is none, no text leaves it at that. */
  note: string | null;
  close: () => void;
  save: (edit: Edit) => void;
}

/** Asks for a status together with a note for people. */
export function NoteDialog({ title, status, already, note, close, save }: NoteDialogProps) {
  const [chosen, choose] = useState(status);
  const [text, setText] = useState(note ?? "");
  const confirm = () => {
    close();
    const written = text.trim() === "" ? null : text.trim();
    save({
      ...(chosen !== already && { status: chosen }),
      ...(written !== note && { note: written }),
    });
  };
  return (
    <Confirm title={title} action="Save" close={close} confirm={confirm}>
      <fieldset class="choices">
        <legend>Status</legend>
        {CHOICES.map(([value, name, means]) => (
          <label key={value} class="check">
            <input
              type="radio"
              name="status"
              value={value}
              checked={chosen === value}
              onChange={() => choose(value)}
            />
            <span>
              {name} <span class="quiet">{means}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="mark-note">Note</label>
        <textarea
          id="mark-note"
          rows={4}
          maxLength={MAX_NOTE}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <small>Why, for whoever looks next. Empty: no note.</small>
      </div>
    </Confirm>
  );
}
