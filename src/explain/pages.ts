import { originOfDocument } from "../policy/index.ts";

/** How much of a URL is looked at. */
const LONGEST = 4096;

/** Pages on which visitors type what is worth stealing, by words of their paths. */
const SENSITIVE =
  /[/_-](?:checkout|payments?|pay|billing|cart|basket|order|cards?|wallet|donate|log-?in|sign-?in|sign-?up|register|password|admin|kasse|zahlung|warenkorb|bestellung|panier|paiement|carrito|pago)(?![a-z])/i;
/** Where a form leads elsewhere by design, through a redirect. */
const SIGN_IN = /[/_.-](?:oauth2?|openid|oidc|saml2?|sso|authorize|consent|logout)(?![a-z])/i;

/** True for a URL whose path names a payment, an account or a login. */
export function isSensitive(url: string): boolean {
  return SENSITIVE.test(pathOf(url));
}

/** True for a URL whose path names a step of signing in with somebody else's account. */
export function isSignIn(url: string): boolean {
  return SIGN_IN.test(pathOf(url));
}

/** The host of a document; `null` for what has none. */
export function hostOfDocument(url: string): string | null {
  return originOfDocument(url.slice(0, LONGEST))?.host ?? null;
}

/** The path as text: reports hold URLs that no parser takes. */
function pathOf(url: string): string {
  const cut = url.slice(0, LONGEST);
  const start = cut.indexOf("/", cut.indexOf("://") + 3);
  return start < 0 ? "" : cut.slice(start).replace(/[?#].*$/s, "");
}
