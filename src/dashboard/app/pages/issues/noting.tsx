import { ACTIONS } from "../../marks/actions.ts";
import type { Edit, Marked } from "../../marks/marks.ts";
import { NoteDialog } from "../../marks/note-dialog.tsx";
import { plural } from "../../ui/format.ts";

interface NotingProps {
  issues: readonly Marked[];
  close: () => void;
  save: (edit: Edit) => void;
}

/** Asks what to say of one issue, or the same of several. */
export function Noting({ issues, close, save }: NotingProps) {
  const [only] = issues;
  const single = issues.length === 1 && only !== undefined;
  return (
    <NoteDialog
      title={`A note on ${plural(issues.length, "issue")}`}
      status={single ? only.status : (ACTIONS[0]?.status ?? "resolved")}
      {...(single && { already: only.status })}
      note={single ? only.note : null}
      close={close}
      save={save}
    />
  );
}
