import { useState } from "preact/hooks";
import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import type { Command } from "../../keys/commands.ts";
import { KeysHelp } from "../../keys/help.tsx";
import { useKeys } from "../../keys/use-keys.ts";
import { actionsFor } from "../../marks/actions.ts";
import type { IssueStatus } from "../../marks/marks.ts";
import { NoteDialog } from "../../marks/note-dialog.tsx";
import { useMark } from "../../marks/use-mark.ts";
import { useSession } from "../../state/use-session.ts";
import { Icon } from "../../ui/icon.tsx";
import { Said } from "./said.tsx";

const KEYS: readonly Command[] = ["resolve", "ignore", "reopen", "note", "help"];

/** What the issue counts as, what people said, and the buttons to say something else. */
export function Marking({ issue }: { issue: IssueDetailView }) {
  const { session, locked } = useSession();
  const { busy, mark } = useMark(issue);
  const [open, setOpen] = useState<"note" | "keys" | null>(null);
  const say = (status: IssueStatus) => () => {
    if (locked === undefined && status !== issue.status) void mark({ status });
  };
  useKeys({
    resolve: say("resolved"),
    ignore: say("ignored"),
    reopen: say("open"),
    note: () => locked === undefined && setOpen("note"),
    help: () => setOpen("keys"),
  });
  return (
    <div class="marking">
      <Said issue={issue} />
      <div class="actions">
        {actionsFor(issue.status).map(({ status, name, icon, means }) => (
          <button
            key={status}
            type="button"
            class={status === "resolved" ? "primary" : undefined}
            disabled={busy || locked !== undefined}
            title={locked ?? means}
            onClick={say(status)}
          >
            <Icon name={icon} /> {name}
          </button>
        ))}
        <button
          type="button"
          disabled={busy || locked !== undefined}
          title={locked}
          onClick={() => setOpen("note")}
        >
          <Icon name="note" /> {issue.mark?.note ? "Change the note…" : "With a note…"}
        </button>
      </div>
      {session?.role === "read" && <p class="quiet">{locked}</p>}
      {open === "note" && (
        <NoteDialog
          title="What to say of this issue"
          status={issue.status}
          already={issue.status}
          note={issue.mark?.note ?? null}
          close={() => setOpen(null)}
          save={(edit) => void mark(edit)}
        />
      )}
      {open === "keys" && <KeysHelp of={KEYS} close={() => setOpen(null)} />}
    </div>
  );
}
