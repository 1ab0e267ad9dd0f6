/** Browser families by what their user agent says, the more particular ones first. */
const FAMILIES: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(?:Edg|EdgA|EdgiOS|Edge)\//, "Edge"],
  [/\b(?:OPR|OPiOS|Opera)\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, "Chrome"],
  [/\bAppleWebKit\/.*\b(?:Safari|Mobile)\//, "Safari"],
];

/** A user agent is as long as its sender likes; browsers name themselves early. */
const MAX_LENGTH = 512;

/** The family that a user agent names, `other` for all the rest, `null` where there is none. */
export function browserFamily(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const head = userAgent.slice(0, MAX_LENGTH);
  return FAMILIES.find(([pattern]) => pattern.test(head))?.[1] ?? "other";
}
