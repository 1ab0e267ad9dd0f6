import type { Json } from "../../report/json.ts";
import type { RequestContext, Sampling } from "../../report/report.ts";

/** What files of reports look like; each line tells by its shape. */
export const IMPORT_FORMATS = ["tattle", "nginx", "go-csp-collector", "body"] as const;

/**
 * `tattle`: what an export writes. `nginx`: access logs that hold request bodies. `body`: request
 * bodies as browsers send them, and nothing else.
 */
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** Why nothing of a line can be used, with what to say of it. A closed list. */
export const LINE_PROBLEMS = {
  line_too_long: "longer than 16 MiB",
  not_json: "neither JSON nor an access log's line with a request body",
  unknown_shape: "JSON of no shape that is known, or not of the format asked for",
  unusable_report: "nothing in it is a report",
  too_many_reports: "more reports than `limits.reports_per_body`",
  id_invalid: "its id is no UUIDv7 of the time that it says",
  time_invalid: "its time cannot be read, or has not come yet",
  project_unknown: "it names no project of this Tattle, and the import names none",
} as const;

export type LineProblem = keyof typeof LINE_PROBLEMS;

/** What a Tattle decided about a report when it took it. */
export interface Decided {
  id: string;
  project: string;
  sampling: Sampling | null;
  weight: number;
  noise: string | null;
}

/** What a line says, whichever format it is in. */
export interface ImportedLine {
  format: ImportFormat;
  /** The body of a request, or the one report of it. */
  body: Json;
  /** Milliseconds since the epoch; `null` where the line does not say. */
  receivedAt: number | null;
  request: Omit<RequestContext, "id"> & { id?: string };
  /** Set where a Tattle wrote it. */
  decided: Decided | null;
}

/** `empty`: a request without a body, such as a preflight. */
export type LineReading = ImportedLine | LineProblem | "empty";

/** A request of which only what is given is known. */
export function requestOf(known: Partial<ImportedLine["request"]> = {}): ImportedLine["request"] {
  return {
    token: null,
    version: null,
    distinctId: null,
    sessionId: null,
    userAgent: null,
    ...known,
  };
}
