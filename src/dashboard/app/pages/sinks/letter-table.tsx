import { useState } from "preact/hooks";
import type { LetterInfoView } from "../../../../http/api/schema/dead-letter.ts";
import { plural } from "../../ui/format.ts";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { LetterReport } from "./letter-report.tsx";

interface LetterTableProps {
  sink: string;
  letters: readonly LetterInfoView[];
  chosen: ReadonlySet<number>;
  choose: (ids: ReadonlySet<number>) => void;
}

/** Letters, each with its reason; the newest first. */
export function LetterTable({ sink, letters, chosen, choose }: LetterTableProps) {
  const all = letters.every(({ id }) => chosen.has(id));
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label="Choose all that are shown"
                checked={all}
                onChange={() => choose(new Set(all ? [] : letters.map(({ id }) => id)))}
              />
            </th>
            <th scope="col">Refused</th>
            <th scope="col">Why</th>
            <th scope="col">Report</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {letters.map((letter) => (
            <Row
              key={letter.id}
              sink={sink}
              letter={letter}
              chosen={chosen.has(letter.id)}
              toggle={() => choose(toggled(chosen, letter.id))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toggled(ids: ReadonlySet<number>, id: number): Set<number> {
  const others = [...ids].filter((each) => each !== id);
  return new Set(ids.has(id) ? others : [...ids, id]);
}

interface RowProps {
  sink: string;
  letter: LetterInfoView;
  chosen: boolean;
  toggle: () => void;
}

function Row({ sink, letter, chosen, toggle }: RowProps) {
  const [open, setOpen] = useState(false);
  const { id, at, reason, type, url, attempts, state } = letter;
  return (
    <>
      <tr>
        <td>
          <input
            type="checkbox"
            aria-label={`Choose letter ${id}`}
            checked={chosen}
            onChange={toggle}
          />
        </td>
        <td class="time">
          <Ago at={at} />
          <small class="quiet">{plural(attempts, "attempt")}</small>
        </td>
        <td>
          <Foreign text={reason} />
        </td>
        <td>
          <button type="button" class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Foreign text={type} />
          </button>
          <small class="quiet">
            <Foreign text={url} />
          </small>
        </td>
        <td>
          <span class={`badge ${state === "dead" ? "bad" : "warn"}`}>{state}</span>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={5}>
            <LetterReport sink={sink} id={id} />
          </td>
        </tr>
      )}
    </>
  );
}
