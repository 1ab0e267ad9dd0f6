/** Longer addresses are for nobody to open. */
const LONGEST = 4_000;

/** The address as the URL standard has it; `null` where it is none of http or https. */
export function webAddress(text: string): string | null {
  if (text.length > LONGEST || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === "http:" || protocol === "https:" ? href : null;
}
