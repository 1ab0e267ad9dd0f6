/** Browsers by what their user agent says, the more particular ones first. */
const BROWSERS: ReadonlyArray<readonly [pattern: RegExp, name: string]> = [
  [/\b(?:Edg|EdgA|EdgiOS|Edge)\/(\d+)/, "Edge"],
  [/\b(?:OPR|OPiOS|Opera)\/(\d+)/, "Opera"],
  [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\bHeadlessChrome\/(\d+)/, "Headless Chrome"],
  [/\b(?:Chrome|CriOS|Chromium)\/(\d+)/, "Chrome"],
  [/\bAppleWebKit\/.*\bVersion\/(\d+).*\bSafari\//, "Safari"],
];

const SYSTEMS: ReadonlyArray<readonly [pattern: RegExp, name: string]> = [
  [/\b(?:iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** A user agent is as long as its sender likes; browsers name themselves early. */
const LOOKED_AT = 512;

/** `Firefox 144 on Windows`; `null` where the user agent names no browser that we know. */
export function browserName(userAgent: string | null): string | null {
  const head = (userAgent ?? "").slice(0, LOOKED_AT);
  for (const [pattern, name] of BROWSERS) {
    const version = pattern.exec(head)?.[1];
    if (version !== undefined) return withSystem(`${name} ${version}`, head);
  }
  return null;
}

function withSystem(browser: string, head: string): string {
  const system = SYSTEMS.find(([pattern]) => pattern.test(head))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}
