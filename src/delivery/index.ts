export { Delivery } from "./delivery.ts";
export type {
  ErasureDesk,
  ErasureInfo,
  ErasureOfSink,
  ErasureQuery,
  ErasureRequest,
} from "./erasure.ts";
export { expandRow } from "./expand.ts";
export type { DeadLetter, LetterChoice, LetterInfo, LetterQuery, LetterState } from "./letter.ts";
export type { LetterDesk, LetterHolder } from "./letter-office.ts";
export type { LoopSettings } from "./loop.ts";
export type { DeliveryOptions, SinkSpec } from "./options.ts";
export type { RetagDesk, RetagInfo, RetagOfSink, RetagState } from "./retag.ts";
export type { SinkState, SinkStatus } from "./status.ts";
export { DELIVERY_FILE } from "./store.ts";
