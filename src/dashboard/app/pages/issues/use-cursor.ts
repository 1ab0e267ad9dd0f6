import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Which row the keyboard is at: the one whose link has, or had, the focus. */
export interface Cursor {
  readonly current: string | null;
  /** Moves by so many rows, from none to the first. Whether there was one. */
  move(by: number): boolean;
  /** Moves there once the list is shown anew. `null`: nothing is left, to the page itself. */
  goTo(id: string | null): void;
  open(): void;
}

/** The row that led to another page: who comes back goes on there. */
let left: string | null = null;

/** @param ids the rows, in their order */
export function useCursor(ids: readonly string[]): Cursor {
  const [current, setCurrent] = useState<string | null>(null);
  const wanted = useRef<string | null | undefined>(undefined);
  const held = useHeldFocus(setCurrent);
  useLayoutEffect(() => {
    if (left !== null && document.activeElement === document.body) linkOf(left)?.focus();
    left = null;
    return () => {
      left = held.current;
    };
  }, [held]);
  useLayoutEffect(() => {
    if (wanted.current !== undefined) {
      if (wanted.current === null) document.getElementById("main")?.focus();
      else linkOf(wanted.current)?.focus();
      wanted.current = undefined;
    } else if (held.current !== null && document.activeElement === document.body) {
      // The row was moved by new data, which takes the focus away.
      linkOf(held.current)?.focus({ preventScroll: true });
    }
  });
  return {
    current,
    move: (by) => {
      const at = current === null ? -1 : ids.indexOf(current);
      const next = ids[at === -1 ? 0 : at + by];
      if (next !== undefined) linkOf(next)?.focus();
      return next !== undefined;
    },
    goTo: (id) => {
      wanted.current = id;
    },
    open: () => {
      if (current !== null) linkOf(current)?.click();
    },
  };
}

/** The row that has the focus, as long as nobody has taken it elsewhere. */
function useHeldFocus(tell: (id: string) => void) {
  const held = useRef<string | null>(null);
  useEffect(() => {
    const enter = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest<HTMLElement>("[data-issue]") : null;
      held.current = row?.dataset.issue ?? null;
      if (held.current !== null) tell(held.current);
    };
    const point = () => {
      held.current = null;
    };
    document.addEventListener("focusin", enter);
    document.addEventListener("pointerdown", point);
    return () => {
      document.removeEventListener("focusin", enter);
      document.removeEventListener("pointerdown", point);
    };
  }, [tell]);
  return held;
}

/** Ids are 16 hexadecimal digits. */
function linkOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-issue="${id}"] .issue-link`);
}
