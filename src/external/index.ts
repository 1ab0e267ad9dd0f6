/** Third parties' sinks, each in a child process of this binary. */
export { SINK_HOST } from "./command.ts";
export { describeOnce, describeSink } from "./describe.ts";
export type { DescribeOptions, DescribeSink, Description } from "./description.ts";
export { externalReader } from "./external-reader.ts";
export { type ExternalPlugin, externalPlugin } from "./external-sink.ts";
export { secretsOf } from "./mask.ts";
export { type Rehearsal, type RehearseSink, rehearseSink } from "./rehearse.ts";
