/**
 * `tattle/conformance`: proves a sink against the contract of `tattle/sink` with the author's own
 * test runner.
 */
import { CLAUSES as ALL } from "./clauses.ts";
import type { ClauseInfo } from "./options.ts";

/** Every clause of the contract, in the order in which they are tested. */
export const CLAUSES: readonly ClauseInfo[] = ALL;

export type { ClauseInfo, Home, Need, Outage, TestRunner, TestSinkOptions } from "./options.ts";
export { testSink } from "./test-sink.ts";
