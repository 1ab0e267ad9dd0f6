import { ipv4 } from "../address.ts";
import type { NoiseField, NoiseMatch, NoiseRule } from "./rule.ts";

/** Ways of matching that operators' rules may use: all but the one that knows a browser's bugs. */
export const OWN_MATCHES = [
  "exact",
  "scheme",
  "host",
  "suffix",
  "location",
  "cidr",
  "port",
  "substring",
  "policy-host",
] as const satisfies readonly NoiseMatch[];

/** Every text that rules look at. */
export const NOISE_FIELDS = [
  "blocked",
  "source",
  "document",
  "referrer",
  "policy",
  "sample",
] as const satisfies readonly NoiseField[];

/** What is wrong with one part of a rule. */
export interface RuleProblem {
  readonly path: "id" | "match" | "fields" | "value";
  /** Completes "value …". */
  readonly message: string;
}

/** Shorter ones are in nearly every text. */
const SHORTEST_SUBSTRING = 4;
/** More than this is not one network. */
const WIDEST_RANGE = 8;

const ID = /^[a-z0-9][a-z0-9-]{0,62}\/[A-Za-z0-9][A-Za-z0-9._-]{0,126}$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const SCHEME = /^[a-z][a-z0-9+.-]{0,63}$/;

/** Ways of matching that look at a URL's host. */
const HOST_MATCHES: ReadonlySet<NoiseMatch> = new Set([
  "host",
  "suffix",
  "location",
  "cidr",
  "port",
]);

/** What sites themselves are loaded by: a rule about them would recognise everything. */
const WEB_SCHEMES: ReadonlySet<string> = new Set(["http", "https", "ws", "wss"]);
/** Values of `blockedURL` that name no party (CSP3 §5.2): a rule about them would hide attacks. */
const KEYWORDS: ReadonlySet<string> = new Set([
  "inline",
  "eval",
  "wasm-eval",
  "self",
  "trusted-types-policy",
  "trusted-types-sink",
]);
/** Second labels below which whoever pays gets a name: `co.uk`, `com.au`. */
const REGISTRY_LABELS: ReadonlySet<string> = new Set(
  "ac co com edu gob gov govt ltd me mil ne net nom or org plc sch".split(" "),
);

/**
 * Everything that keeps an operator's rule from being used: a value that can never match, or one
 * so broad that it would call attacks noise. Empty where it is good. Pure; `value` is expected in
 * lower case but for `substring`.
 */
export function ruleProblems(rule: NoiseRule): RuleProblem[] {
  const problems: RuleProblem[] = [];
  if (!ID.test(rule.id)) {
    const message = 'must be kind and name such as "own/widget", without blanks';
    problems.push({ path: "id", message });
  }
  const message = valueProblem(rule.match, rule.value);
  if (message !== null) problems.push({ path: "value", message });
  const wrong = rule.fields.filter((field) => !fits(rule.match, field));
  if (rule.fields.length === 0) problems.push({ path: "fields", message: "must not be empty" });
  if (wrong.length > 0) {
    problems.push({ path: "fields", message: `${wrong.join(", ")}: not with ${rule.match}` });
  }
  return problems;
}

/** The rule as the matcher compares it: hosts and schemes are in lower case there. */
export function normalized<R extends Pick<NoiseRule, "match" | "value">>(rule: R): R {
  return rule.match === "substring" ? rule : { ...rule, value: rule.value.toLowerCase() };
}

/** Whether a way of matching can be used on a text. */
function fits(match: NoiseMatch, field: NoiseField): boolean {
  if (field === "policy") return match === "policy-host";
  if (field === "sample") return match === "substring";
  // Rules about hosts do not hold on documents of that host, which is each document itself.
  if (field === "document") return match !== "policy-host" && !HOST_MATCHES.has(match);
  return match !== "policy-host";
}

function valueProblem(match: NoiseMatch, value: string): string | null {
  if (value === "") return "must not be empty";
  switch (match) {
    case "exact":
      return KEYWORDS.has(value) ? "is too broad: it names no party, attacks report it too" : null;
    case "scheme":
      return schemeProblem(value);
    case "host":
      return isHost(value) ? null : "must be a host such as cdn.example.org";
    case "suffix":
    case "policy-host":
      return domainProblem(value);
    case "location":
      return locationProblem(value);
    case "cidr":
      return rangeProblem(value);
    case "port":
      return portProblem(value);
    case "substring":
      return value.length < SHORTEST_SUBSTRING
        ? `is too broad: it needs at least ${SHORTEST_SUBSTRING} characters`
        : null;
    case "firefox-bug":
      return "cannot be matched so";
  }
}

function schemeProblem(value: string): string | null {
  if (!SCHEME.test(value)) return "must be a scheme without a colon, such as chrome-extension";
  return WEB_SCHEMES.has(value) ? "is too broad: sites themselves use it" : null;
}

function domainProblem(value: string): string | null {
  if (!isHost(value) || ipv4(value) !== null) return "must be a domain such as example.org";
  const labels = value.split(".");
  const [second = "", top = ""] = labels.slice(-2);
  const isRegistry = labels.length === 2 && top.length === 2 && REGISTRY_LABELS.has(second);
  return labels.length < 2 || isRegistry ? "is too broad: anybody can have a name below it" : null;
}

function locationProblem(value: string): string | null {
  const slash = value.indexOf("/");
  const host = slash < 0 ? value : value.slice(0, slash);
  if (slash < 0 || value.length === slash + 1) return "must be host and path: example.org/widget";
  return domainProblem(host);
}

function rangeProblem(value: string): string | null {
  const [address = "", bits = "", ...rest] = value.split("/");
  const isRange = ipv4(address) !== null && /^\d{1,2}$/.test(bits) && rest.length === 0;
  if (!isRange || Number(bits) > 32) return "must be a range of IPv4 addresses: 192.0.2.0/24";
  return Number(bits) < WIDEST_RANGE ? `is too broad: /${WIDEST_RANGE} at most` : null;
}

function portProblem(value: string): string | null {
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > 65_535) return "must be a port";
  return value === "80" || value === "443" ? "is never seen: URLs leave default ports out" : null;
}

/** A name by the rules of DNS, or an IPv4 address. */
function isHost(value: string): boolean {
  return value.length <= 253 && value.split(".").every((label) => LABEL.test(label));
}
