import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { whole } from "../../ui/format.ts";

interface ShowAllProps<T> {
  items: readonly T[];
  /** How many are shown at first. */
  most: number;
  children: (shown: readonly T[]) => ComponentChildren;
}

/** The first of many, and the others when asked for. */
export function ShowAll<T>({ items, most, children }: ShowAllProps<T>) {
  const [all, setAll] = useState(false);
  return (
    <>
      {children(all ? items : items.slice(0, most))}
      {items.length > most && (
        <button
          type="button"
          class="small"
          aria-expanded={all}
          onClick={() => setAll((shown) => !shown)}
        >
          {all ? "Show fewer" : `Show all ${whole(items.length)}`}
        </button>
      )}
    </>
  );
}
