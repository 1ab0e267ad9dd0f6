/** Realistic data for those who look first: generated, and sent through all that real reports go through. */
export { demoClock } from "./clock.ts";
export { configText, FAILING_SINK } from "./config.ts";
export { type Filled, fill } from "./fill.ts";
export { livePause, liveRequests, type SendTo, send } from "./live.ts";
export { FEWEST_REPORTS, type Plan, type PlanOptions, planOf } from "./plan.ts";
export { Random } from "./random.ts";
export { type Receiver, startReceiver } from "./receiver.ts";
