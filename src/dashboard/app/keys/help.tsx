import { useState } from "preact/hooks";
import { Dialog } from "../ui/dialog.tsx";
import { COMMANDS, type Command } from "./commands.ts";
import { keysAreOn, turnKeys } from "./setting.ts";

/** The keys of a page, and how to turn them off. */
export function KeysHelp({ of, close }: { of: readonly Command[]; close: () => void }) {
  const [on, setOn] = useState(keysAreOn);
  const shown = Object.entries(COMMANDS).filter(([, { name }]) => of.includes(name));
  return (
    <Dialog title="Keys" close={close}>
      <table class="keys">
        <tbody>
          {shown.map(([key, { name, help }]) => (
            <tr key={name}>
              <th scope="row">
                <kbd>{key === "Escape" ? "Esc" : key}</kbd>
              </th>
              <td>{help}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="check">
        <input
          type="checkbox"
          checked={on}
          onChange={({ currentTarget: { checked } }) => {
            turnKeys(checked);
            setOn(checked);
          }}
        />
        Single keys do this
      </label>
      <div class="dialog-foot">
        <button type="button" class="primary" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
