/** Request body → reports. Pure functions, and the only home of what browsers do differently. */
export { type Decoded, type Drops, decodeBody, decodeJson, type IntakeLimits } from "./body.ts";
export { type FailureAnswer, INTAKE_FAILURES, type IntakeFailure } from "./failure.ts";
export { decodeItem, type Item } from "./item.ts";
export { isReportMediaType } from "./media-type.ts";
export { samplingUrl } from "./sampling-url.ts";
export { mayHoldLoneSurrogates } from "./well-formed.ts";
