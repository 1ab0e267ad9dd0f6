import { CodedError } from "../report/errors.ts";
import { parseLocation } from "./location.ts";

/** True where reports of this document are accepted. */
export type OriginCheck = (documentURL: string | null) => boolean;

const ANY: OriginCheck = () => true;

/** Documents without an origin of their own: frames, workers and windows made by a page. */
const LOCAL_DOCUMENT = /^(?:about|data|blob|javascript)(?::|$)/i;
const BLOB_URL = /^blob:(?=https?:)/i;
const PATTERN = /^(https?):\/\/(\*\.)?([^\s/?#@*]+)$/i;

/**
 * Compiles allowed origins: `https://shop.example`, or `https://*.shop.example` for all
 * subdomains of it at any depth, as in a policy without itself. No patterns allow all.
 *
 * Documents that have no origin to compare (`about`, `data`, `blob`, none) always pass: they are
 * the srcdoc, blank and sandboxed children of a page that carries the policy, and their
 * violations are real. A forger gains nothing by it, since he can name any document. Pages of
 * other schemes (`file:`, `chrome-extension:`) are copies or strangers and do not pass.
 *
 * Throws a {@link CodedError} of code `projects_invalid` for what is not an origin pattern.
 */
export function compileOrigins(patterns: readonly string[] | null): OriginCheck {
  if (patterns === null || patterns.length === 0) return ANY;
  const exact = new Set<string>();
  const parents = new Set<string>();
  for (const pattern of patterns) {
    const { wildcard, origin } = parsePattern(pattern);
    (wildcard ? parents : exact).add(origin);
  }
  return (documentURL) => {
    if (documentURL === null || documentURL === "") return true;
    const parts = parseLocation(documentURL.replace(BLOB_URL, ""));
    if (parts === null) return LOCAL_DOCUMENT.test(documentURL);
    const { scheme, host, port } = parts;
    return exact.has(format(scheme, host, port)) || hasParent(parents, scheme, host, port);
  };
}

function parsePattern(pattern: string): { wildcard: boolean; origin: string } {
  const match = PATTERN.exec(pattern.replace(/\/$/, ""));
  const parts = match && parseLocation(`${match[1]}://${match[3]}`);
  if (!match || !parts) {
    throw new CodedError(
      "projects_invalid",
      `"${pattern}" is not an origin like "https://shop.example" or "https://*.shop.example".`,
    );
  }
  const origin = format(parts.scheme, parts.host, parts.port);
  return { wildcard: match[2] !== undefined, origin };
}

function hasParent(
  parents: ReadonlySet<string>,
  scheme: string,
  host: string,
  port: string | null,
): boolean {
  if (parents.size === 0) return false;
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
    if (parents.has(format(scheme, host.slice(dot + 1), port))) return true;
  }
  return false;
}

function format(scheme: string, host: string, port: string | null): string {
  return port === null ? `${scheme}://${host}` : `${scheme}://${host}:${port}`;
}
