import { type Policy, parsePolicy } from "../policy/portable.ts";

const START = [
  "default-src 'self'",
  "script-src 'self' 'report-sample'",
  "style-src 'self' 'report-sample'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

/** A strict policy whose reports tell what a site needs besides. */
export function startPolicy(): Policy {
  return parsePolicy(START);
}
