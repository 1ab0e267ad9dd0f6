import type { AdviceList } from "./advice.ts";
import type { SetupInput } from "./input.ts";
import { percent } from "./repair.ts";
import { MARKS } from "./template.ts";

const EXAMPLE = "https://csp.example.org";
/** Names of this machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|.+\.localhost)$/;

/** Where the reports of a site go: the URL of `/report/`, with marks for what is known at run time. */
export function reportEndpoint(input: SetupInput, advice: AdviceList): string {
  const { token, version, sampleRate, distinctId, sessionId } = input;
  const query: [string, string][] = [];
  if (token !== null && token !== "") query.push(["token", encoded(token)]);
  if (version !== undefined && version !== "") query.push(["v", encoded(version)]);
  const rate = rateOf(sampleRate, advice);
  if (rate !== null) query.push(["sample_rate", rate]);
  if (distinctId === true) query.push(["distinct_id", MARKS.distinct_id]);
  if (sessionId === true) query.push(["session_id", MARKS.session_id]);
  const text = query.map(([name, value]) => `${name}=${value}`).join("&");
  return `${baseUrl(input.base, advice)}/report/${text === "" ? "" : `?${text}`}`;
}

/** One value of a query, without any character that a policy or a configuration file gives a meaning. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*~]/g, percent);
}

function rateOf(rate: number | undefined, advice: AdviceList): string | null {
  if (rate === undefined || rate === 1) return null;
  if (rate > 0 && rate < 1) return String(rate);
  advice.add("sample-rate", String(rate));
  return null;
}

function baseUrl(text: string, advice: AdviceList): string {
  const url = webUrl(text);
  if (url === null) {
    advice.add("base-unusable", withoutCredentials(text));
    return EXAMPLE;
  }
  if (!SCHEME.test(text.trim())) advice.add("base-without-scheme");
  if (url.username !== "" || url.password !== "") advice.add("base-credentials");
  if (isLoopback(url.hostname)) advice.add("base-local");
  else if (url.protocol === "http:") advice.add("base-http");
  // A proxy may serve Tattle below a path; what a policy's grammar needs is encoded in it.
  const path = url.pathname.replace(/[;,'$!()*~\\|^[\]{}`]/g, percent).replace(/\/+$/, "");
  return url.origin + path;
}

function withoutCredentials(text: string): string {
  return text.replace(/^.*@/s, "");
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
/** The URL Standard lets quotes and semicolons stand in a host; no name that resolves has them. */
const PLAIN_HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])$/;

/** What a person typed as an address, with https where it has no scheme; `null` where it is none. */
export function webUrl(text: string): URL | null {
  const trimmed = text.trim();
  const url = URL.parse(SCHEME.test(trimmed) ? trimmed : `https://${trimmed}`);
  const usable = url !== null && /^https?:$/.test(url.protocol) && PLAIN_HOST.test(url.hostname);
  return usable ? url : null;
}

/** Whether only this machine itself is reached by that name. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
