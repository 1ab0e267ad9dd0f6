/**
 * `tattle/conformance`: proves a sink against the contract of `tattle/sink` with the author's own
 * test runner.
 */

export type { Clause, Need } from "./clause.ts";
export { CLAUSES } from "./clauses.ts";
export type { Home, Outage, TestRunner, TestSinkOptions } from "./options.ts";
export { testSink } from "./test-sink.ts";
