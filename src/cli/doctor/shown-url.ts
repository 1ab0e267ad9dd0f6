/** Parameters of a report URL that name a person. */
const PERSONAL = ["distinct_id", "session_id"];

/** A page's URL as it may be printed: without credentials, query and fragment. */
export function shownPage(url: URL): string {
  return url.origin + url.pathname;
}

/** A report URL as it may be printed: the token is public, whoever looks is not. */
export function shownEndpoint(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  shown.hash = "";
  for (const name of PERSONAL) if (shown.searchParams.has(name)) shown.searchParams.set(name, "…");
  return shown.href.replaceAll(encodeURIComponent("…"), "…");
}

/** Somebody else's text as it may be printed: URLs in it without credentials, and whom they name. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/(\/\/)[^/?#\s;,"']*@/g, "$1")
    .replace(/\b(distinct_id|session_id)=[^&;,"'\s]+/g, "$1=…");
}
