import { ACTIONS, type Action } from "../../marks/actions.ts";
import { plural } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";

interface BulkProps {
  count: number;
  locked: string | undefined;
  act: (action: Action) => void;
  note: () => void;
  clear: () => void;
}

/** What can be done with all that are selected. */
export function Bulk({ count, locked, act, note, clear }: BulkProps) {
  return (
    <div class="bulk" role="toolbar" aria-label="Selected issues" hidden={count === 0}>
      <strong aria-live="polite">{plural(count, "issue")} selected</strong>
      {ACTIONS.map((action) => (
        <button
          key={action.status}
          type="button"
          disabled={locked !== undefined}
          title={locked ?? action.means}
          onClick={() => act(action)}
        >
          <Icon name={action.icon} /> {action.name}
        </button>
      ))}
      <button type="button" disabled={locked !== undefined} title={locked} onClick={note}>
        <Icon name="note" /> With a note…
      </button>
      <button type="button" class="plain" onClick={clear}>
        Select none
      </button>
    </div>
  );
}
