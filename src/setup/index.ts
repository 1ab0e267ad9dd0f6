/**
 * What a site has to send so that its reports come to Tattle: header lines, and a snippet for
 * each stack. Pure, and free of everything that a browser lacks: the dashboard bundles it.
 */
export type { AdviceId, SetupAdvice } from "./advice.ts";
export { ADVICE, type AdviceLevel } from "./advice-words.ts";
export { isLoopback, webUrl } from "./endpoint.ts";
export type { PolicyInput, PostHogInput, SetupInput } from "./input.ts";
export { parseReportingEndpoints } from "./reporting-endpoints.ts";
export { type Setup, setUp, startHeaders } from "./setup.ts";
export type { Snippet } from "./snippet.ts";
