import { AdviceList, type SetupAdvice } from "./advice.ts";
import { reportEndpoint } from "./endpoint.ts";
import { headersFor } from "./headers.ts";
import type { SetupInput } from "./input.ts";
import { placeholdersOf, type Site, type Snippet } from "./snippet.ts";
import { STACKS } from "./stacks/index.ts";

/** What a site has to send, in every language that it may be written in. */
export interface Setup {
  /** The URL that reports go to, without what is known at run time only. */
  readonly endpoint: string;
  /** Header lines without what is known at run time only. */
  readonly lines: readonly string[];
  readonly snippets: readonly Snippet[];
  /** What was recommended and why: problems first, then warnings, then notes. */
  readonly advice: readonly SetupAdvice[];
}

/**
 * Makes what a site has to send so that its reports come to Tattle. Never throws: what cannot be
 * used is left out and told of.
 */
export function setUp(input: SetupInput): Setup {
  const advice = new AdviceList();
  const without = input.nonce === true ? "none" : "as-is";
  const site: Site = {
    full: headersFor(input, input.nonce === true ? "mark" : "as-is", advice),
    cookies: headersFor(input, without),
    fixed: headersFor(fixedInput(input), without),
  };
  const uses = placeholdersOf(site.full);
  if (uses.has("distinct_id") || uses.has("session_id")) advice.add("per-user");
  if (uses.has("nonce")) advice.add("nonce-per-answer");
  return {
    endpoint: reportEndpoint(fixedInput(input), new AdviceList()),
    lines: linesOf(site.fixed),
    snippets: STACKS.map((stack) => stack(site)),
    advice: advice.sorted(),
  };
}

/** The header lines alone, with a policy to start with. */
export function startHeaders(
  base: string,
  token: string | null,
): Pick<Setup, "endpoint" | "lines"> {
  const input: SetupInput = {
    base,
    token,
    policy: { kind: "start" },
    reportOnly: true,
    posthog: { enabled: false, region: "us" },
  };
  return {
    endpoint: reportEndpoint(input, new AdviceList()),
    lines: linesOf(headersFor(input, "as-is")),
  };
}

function linesOf(headers: Site["fixed"]): string[] {
  return headers.map(({ name, value }) => `${name}: ${value}`);
}

function fixedInput(input: SetupInput): SetupInput {
  return { ...input, distinctId: false, sessionId: false };
}
