import { remember, remembered } from "../state/storage.ts";

const NAME = "tattle-keys";

/** Whether single letters do something. Who speaks to the machine turns them off (WCAG 2.1.4). */
export function keysAreOn(): boolean {
  return remembered(NAME) !== "off";
}

export function turnKeys(on: boolean): void {
  remember(NAME, on ? null : "off");
}
