export {
  type DeliveryEvent,
  type DeliveryMethods,
  type DeliverySetup,
  DeliveryThread,
  type ErasureMethods,
  type ExternalPart,
  type LetterMethods,
  type RetagMethods,
  type SinkSetup,
  WAKE,
} from "./delivery-thread.ts";
export { createLog, type LogLevel } from "./logger.ts";
export { type MarkChange, MarkCopy } from "./marks.ts";
export type { ChildNote } from "./orphans.ts";
export { type QueryMethods, type QuerySetup, QueryThread } from "./query-thread.ts";
export { type Port, serveRpc } from "./rpc.ts";
