import type { Admission } from "../admission/index.ts";
import type { SinkStatus } from "../delivery/index.ts";
import type { Journal } from "../journal/index.ts";
import type { Violation } from "../report/report.ts";
import type { Clock, Log } from "../sink/context.ts";
import type { ImportFormat } from "./formats/index.ts";

/** What imports need to know of a sink. */
export interface ImportSink {
  readonly name: string;
  /** Can be read from: imports go there unless they say where to. */
  readonly reader: boolean;
  /** For how long it keeps a report, in milliseconds; `null` for ever, or nobody knows. */
  readonly keeps: number | null;
  /** Bytes of the journal that may wait for it. */
  readonly maxBacklog: number;
}

/** A violation that an import brings. */
export interface ExpectedViolation {
  readonly project: string;
  readonly violation: Violation;
}

/** What imports work with. */
export interface ImporterOptions {
  readonly admission: Pick<Admission, "hasProject" | "projectOf" | "admitImported">;
  readonly journal: Pick<Journal, "append">;
  /** Those of the configuration, in its order. */
  readonly sinks: readonly ImportSink[];
  readonly statuses: () => Promise<readonly SinkStatus[]>;
  readonly reportsPerBody: number;
  /** Whether secrets are taken out of texts before anything is written. */
  readonly urls: "strip" | "keep";
  /** Is told of violations before they are stored, so that nobody is alerted to history. */
  readonly expect: (violations: readonly ExpectedViolation[]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a file is to be imported. */
export interface ImportOptions {
  /** `null`: by the shape of each line. */
  readonly format: ImportFormat | null;
  /** Where all of it belongs; `null`: as each line says. */
  readonly project: string | null;
  /** Names; `null`: all that can be read from. */
  readonly sinks: readonly string[] | null;
  /** When lines were received that do not say; milliseconds since the epoch. */
  readonly receivedAt: number;
}
