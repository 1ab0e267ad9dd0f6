import { useEffect, useRef } from "preact/hooks";
import { type Command, commandOf, type Place } from "./commands.ts";
import { keysAreOn } from "./setting.ts";

export type Actions = Partial<Record<Command, () => void>>;

/** Runs what a key asks for, as long as the page is there. */
export function useKeys(actions: Actions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const command = commandOf(event, placeOf(event.target));
      // Help can always be had: it says how to turn the other keys on again.
      if (command === null || (!keysAreOn() && command !== "help")) return;
      const run = latest.current[command];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function placeOf(target: EventTarget | null): Place {
  const element = target instanceof HTMLElement ? target : document.body;
  return {
    tag: element.tagName,
    ...(element instanceof HTMLInputElement && { type: element.type }),
    editable: element.isContentEditable,
    inDialog: document.querySelector("dialog[open]") !== null,
  };
}
