/** What single keys do on the pages of issues. */
export const COMMANDS = {
  j: { name: "next", help: "Next issue" },
  k: { name: "previous", help: "Previous issue" },
  o: { name: "open", help: "Open the issue; Enter does the same" },
  x: { name: "select", help: "Select or unselect the issue" },
  e: { name: "resolve", help: "Resolve what is selected, or this issue" },
  i: { name: "ignore", help: "Ignore what is selected, or this issue" },
  r: { name: "reopen", help: "Reopen what is selected, or this issue" },
  n: { name: "note", help: "Write a note" },
  "/": { name: "search", help: "Search" },
  "?": { name: "help", help: "Show these keys" },
  Escape: { name: "clear", help: "Select nothing" },
} as const;

export type Key = keyof typeof COMMANDS;
export type Command = (typeof COMMANDS)[Key]["name"];

/** As much of a KeyboardEvent as it takes. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly defaultPrevented: boolean;
}

/** Where a key was pressed. */
export interface Place {
  readonly tag: string;
  /** Of an `<input>`. */
  readonly type?: string;
  readonly editable: boolean;
  /** A dialog lies over the page. */
  readonly inDialog: boolean;
}

/** Inputs in which letters do nothing by themselves. */
const NOT_TYPED = new Set(["checkbox", "radio", "button", "submit", "reset"]);

/** What a key asks for; `null` while somebody types, in dialogs, and for keys of the browser's own. */
export function commandOf(pressed: Pressed, place: Place): Command | null {
  const { key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented } = pressed;
  if (ctrlKey || metaKey || altKey || isComposing || defaultPrevented) return null;
  if (place.inDialog || types(place)) return null;
  return isKey(key) ? COMMANDS[key].name : null;
}

function types({ tag, type, editable }: Place): boolean {
  if (editable || tag === "TEXTAREA" || tag === "SELECT") return true;
  return tag === "INPUT" && !NOT_TYPED.has(type ?? "text");
}

function isKey(key: string): key is Key {
  return Object.hasOwn(COMMANDS, key);
}
