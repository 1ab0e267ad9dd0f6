export { type BodyLimits, BodyReader } from "./body.ts";
export { Ingest, type IngestOptions } from "./ingest.ts";
export { type ReportParameters, reportParametersOf } from "./parameters.ts";
export { type ClientAddressOf, reportRoutes } from "./routes.ts";
