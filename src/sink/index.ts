/**
 * `tattle/sink`: all that the author of a sink reads. Nothing else of Tattle is public to
 * plugins, the built-in ones included.
 */
export { type Static, type TSchema, Type as t } from "@sinclair/typebox";
export {
  type FingerprintParts,
  fingerprint,
  fingerprintParts,
  issueId,
  OVERFLOW,
  overflowParts,
} from "../report/fingerprint.ts";
export type { Json, JsonObject } from "../report/json.ts";
export { isJsonObject } from "../report/json.ts";
export type { Disposition, Report, RequestContext, Sampling, Violation } from "../report/report.ts";
export { CSP_VIOLATION } from "../report/report.ts";
export type { Clock, Fetch, Log, LogFields } from "./context.ts";
export { CONTRACT } from "./contract.ts";
export { type Erasure, type ErasureStep, isMeant } from "./erasure.ts";
export { SinkError, type SinkErrorOptions } from "./error.ts";
export { type Answer, fetchAnswer } from "./http/answer.ts";
export { type AttemptOptions, attempt } from "./http/attempt.ts";
export { type ExcerptOptions, excerpt } from "./http/excerpt.ts";
export { redirectOrigin, retryAfter } from "./http/fields.ts";
export { PAUSES } from "./http/pauses.ts";
export { type PostOptions, post } from "./http/post.ts";
export { freeRoute, type LookUp, lookUp, publicRoute, type Route } from "./http/route.ts";
export { fieldSecrets, urlSecrets } from "./http/secrets.ts";
export { keyText, parseSecret, signedHeaders } from "./http/signature.ts";
export { type HttpUrlOptions, httpUrl } from "./http/url.ts";
export { ndjsonLine } from "./line.ts";
export type * from "./reader.ts";
export { DIMENSIONS, MAX_ISSUE_DOCUMENTS, MAX_VARIANTS, READER_METHODS } from "./reader.ts";
export type { Retagging, RetagStep } from "./retagging.ts";
export { Choice, Duration, Path, Secret, Size } from "./schema.ts";
export { Settled } from "./settled.ts";
export {
  type Batch,
  type BatchDefaults,
  defineSink,
  type Rejection,
  type Sink,
  type SinkContext,
  type SinkPlugin,
  type Supports,
  type WriteResult,
} from "./sink.ts";
