/**
 * True where the browser shows that one of Tattle's own pages sent the request: by
 * `Sec-Fetch-Site`, or, where that is not sent (plain http, old browsers), by `Origin`. Silence
 * is no proof.
 */
export function isSameOrigin(request: Request, publicUrl: string | null): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  // The scheme is left out: behind a proxy that speaks TLS it differs from what arrives here.
  const { host } = new URL(origin);
  return host === hostOf(request.url) || (publicUrl !== null && host === hostOf(publicUrl));
}

/** True where a link on another site led the browser here: then it keeps `SameSite=Strict` cookies back. */
export function isFromElsewhere(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  return site === "cross-site" || site === "same-site";
}

/** True where the request was sent to the host of an https `public_url`. */
export function isForPublicHttps(request: Request, publicUrl: string | null): boolean {
  if (publicUrl === null || !publicUrl.startsWith("https:")) return false;
  return hostOf(request.url) === hostOf(publicUrl);
}

function hostOf(url: string): string {
  return new URL(url).host;
}
