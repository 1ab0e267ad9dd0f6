const NAME = "tattle-keys";

/** Whether single letters do something. Who speaks to the machine turns them off (WCAG 2.1.4). */
export function keysAreOn(): boolean {
  return localStorage.getItem(NAME) !== "off";
}

export function turnKeys(on: boolean): void {
  if (on) localStorage.removeItem(NAME);
  else localStorage.setItem(NAME, "off");
}
