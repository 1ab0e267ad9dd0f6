/** Third parties' sinks, each in a child process of this binary. */
export type { DescribeOptions, DescribeSink, Description } from "./description.ts";
