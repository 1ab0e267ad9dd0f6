import { type Policy, parsePolicyList } from "../policy/portable.ts";
import type { AdviceList } from "./advice.ts";
import { encodeUnsafe, repairPolicy } from "./repair.ts";
import { parseReportingEndpoints } from "./reporting-endpoints.ts";

/** What a pasted text holds. */
export interface Pasted {
  readonly policies: readonly PastedPolicy[];
  /** Other endpoints of a `Reporting-Endpoints` line, by their names. */
  readonly endpoints: ReadonlyMap<string, string>;
}

export interface PastedPolicy {
  readonly policy: Policy;
  /** By the name of its header; `null` where the text did not name one. */
  readonly reportOnly: boolean | null;
}

/** Longest text that is looked at; headers of this size reach nobody. */
const LONGEST = 32_768;
const MOST_POLICIES = 20;
const META = /<meta\b[^<>]*>/gi;
const HEADER =
  /^\s*(?:([a-z][a-z-]*):\s+|((?:x-)?content-security-policy(?:-report-only)?)\s*:)(.*)$/i;
/** A folded policy may go on with one of these. */
const SCHEME = /^(?:about|blob|data|filesystem|https?|mediastream|wss?)$/i;
/** What `curl -i` prints first. */
const STATUS_LINE = /^\s*HTTP\/\d/;
const POLICY_HEADER = /^(?:x-)?content-security-policy(-report-only)?$/i;

/** Reads what a person pasted: the value of a header, header lines, or `<meta>` elements. */
export function readPasted(text: string, advice: AdviceList): Pasted {
  const { policies, endpoints } = readAll(text.slice(0, LONGEST), advice);
  if (text.length > LONGEST || policies.length > MOST_POLICIES) advice.add("policy-too-long");
  return { policies: policies.slice(0, MOST_POLICIES), endpoints };
}

function readAll(short: string, advice: AdviceList): Pasted {
  const elements = short.match(META);
  if (elements !== null) return fromMeta(elements, advice);
  const pasted = { policies: [] as PastedPolicy[], endpoints: new Map<string, string>() };
  for (const { name, value } of headersOf(short)) {
    const named = POLICY_HEADER.exec(name);
    if (name === "") add(pasted.policies, value, null, advice);
    else if (named !== null) add(pasted.policies, value, named[1] !== undefined, advice);
    else if (/^reporting-endpoints$/i.test(name)) addEndpoints(pasted.endpoints, value);
    else advice.add("header-ignored", name);
  }
  return pasted;
}

/** Lines with a name begin a header; others go on with the one before, as copied text is folded. */
function headersOf(text: string): { name: string; value: string }[] {
  const headers: { name: string; value: string }[] = [];
  for (const line of text.split(/\r\n|[\r\n]/)) {
    if (STATUS_LINE.test(line)) continue;
    const [, any, policy, value = ""] = HEADER.exec(line) ?? [];
    const name = any ?? policy ?? "";
    const last = headers.at(-1);
    if (name !== "" && !SCHEME.test(name)) headers.push({ name, value });
    else if (last !== undefined) last.value += ` ${line}`;
    else if (line.trim() !== "") headers.push({ name: "", value: line });
  }
  return headers;
}

function add(
  into: PastedPolicy[],
  value: string,
  reportOnly: boolean | null,
  advice: AdviceList,
): void {
  for (const policy of parsePolicyList(repairPolicy(unquoted(value), advice))) {
    into.push({ policy, reportOnly });
  }
}

/** A value copied out of code comes with the quotation marks around it. */
function unquoted(value: string): string {
  return /^\s*(["`])([^"`]*)\1[\s;,]*$/.exec(value)?.[2] ?? value;
}

function addEndpoints(into: Map<string, string>, value: string): void {
  for (const [name, url] of parseReportingEndpoints(value)) into.set(name, encodeUnsafe(url));
}

function fromMeta(elements: readonly string[], advice: AdviceList): Pasted {
  const policies: PastedPolicy[] = [];
  for (const element of elements) {
    const name = POLICY_HEADER.exec(attribute(element, "http-equiv"));
    if (name === null) continue;
    const reportOnly = name[1] !== undefined;
    advice.add(reportOnly ? "meta-report-only" : "meta-policy");
    add(policies, attribute(element, "content"), reportOnly, advice);
  }
  return { policies, endpoints: new Map() };
}

/** The value of an attribute of one tag, entities read. */
function attribute(element: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i").exec(
    element,
  );
  const raw = found?.[1] ?? found?.[2] ?? found?.[3] ?? "";
  return raw
    .replace(/&(?:apos|#39|#x27);/gi, "'")
    .replace(/&quot;/gi, '"')
    .replace(/&lt;/gi, "<")
    .replace(/&gt;/gi, ">")
    .replace(/&amp;/gi, "&");
}
