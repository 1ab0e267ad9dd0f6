import type { ProjectSettings, ProjectWarning } from "../admission/index.ts";
import type { Alerts } from "../alerts/index.ts";
import type { Control } from "../control/index.ts";
import type {
  DeadLetter,
  ErasureInfo,
  ErasureQuery,
  ErasureRequest,
  LetterChoice,
  LetterHolder,
  LetterInfo,
  LetterQuery,
  RetagInfo,
  SinkStatus,
} from "../delivery/index.ts";
import type { Importer } from "../imports/index.ts";
import type { HourCount, JournalState } from "../journal/index.ts";
import type { Clock, Log } from "../sink/context.ts";
import type { ReaderMethods } from "../sink/reader.ts";
import type { NoisePreview, PreviewQuestion } from "./api/noise-preview/question.ts";
import type { News, NewsQuestion } from "./api/stream/news.ts";
import type { PageFiles } from "./pages/files.ts";

/** A project, as far as pages and the API show it. */
export interface ProjectInfo {
  name: string;
  /** The one to put in report URLs, which is public; `null` where none is needed. */
  token: string | null;
  /** Its reports are dropped. */
  retired: boolean;
  /** Who declares it: the config file, people at run time, or nobody (`default`). */
  source: "file" | "control" | "default";
  /** All that name it now. Times in milliseconds since the epoch; `null`: unknown, and never. */
  tokens: ReadonlyArray<{ token: string; createdAt: number | null; endsAt: number | null }>;
  settings: Omit<ProjectSettings, "name" | "tokens" | "state">;
}

/** The reading side, wherever it runs. Every call may reject with a CodedError. */
export type RemoteReader = ReaderMethods;

/** What may be asked of dead letters, wherever they are. Every call may reject with a CodedError. */
export interface RemoteLetters {
  holders(): Promise<LetterHolder[]>;
  list(sink: string, query: LetterQuery): Promise<LetterInfo[]>;
  get(sink: string, id: number): Promise<DeadLetter>;
  replay(sink: string, choice: LetterChoice): Promise<number>;
  drop(sink: string, choice: LetterChoice): Promise<number>;
}

/** What may be asked of erasures, wherever they are. Every call may reject with a CodedError. */
export interface RemoteErasures {
  request(request: ErasureRequest): Promise<ErasureInfo>;
  get(id: string): Promise<ErasureInfo>;
  list(query: ErasureQuery): Promise<ErasureInfo[]>;
}

/**
 * What the HTTP layer may ask of the running collector. Everything that it serves beside
 * `/report/` comes from here.
 */
export interface Services {
  version: string;
  /** Opens the API; compared in constant time, never printed. */
  adminToken: string;
  /** The reader of the first sink that offers one; `null` where none does. */
  reader: RemoteReader | null;
  /** What has come in, asked of the same reader. May reject with a CodedError. */
  news(question: NewsQuestion): Promise<News>;
  /** What a change of noise rules would do, asked of the same reader. May reject with a CodedError. */
  previewNoise(question: PreviewQuestion): Promise<NoisePreview>;
  /** How each sink is doing. */
  sinks(): Promise<SinkStatus[]>;
  deadLetters: RemoteLetters;
  erasures: RemoteErasures;
  /** How far stored reports are with the noise rules. May reject with a CodedError. */
  retags(): Promise<RetagInfo>;
  /** Brings reports of files. */
  imports: Pick<Importer, "run">;
  journal(): { state: JournalState; error: string | null };
  /** Kept and dropped, by project, outcome and hour, from `since` on. */
  counters(since: number): HourCount[];
  warnings(): ProjectWarning[];
  /** Tokens that open the API for reading. */
  tokens: Pick<Control["tokens"], "list" | "create" | "revoke" | "find" | "use">;
  /** What people say of issues. */
  issues: Pick<Control["issues"], "marks" | "get" | "last" | "change">;
  /** The projects that there are at this moment; one of name `default` where none are declared. */
  readonly projects: readonly ProjectInfo[];
  /** How noise is recognised. */
  noise: Pick<Control["noise"], "list" | "create" | "replace" | "remove" | "setEnabled" | "tryOut">;
  /** Makes and changes projects. */
  projectChanges: Pick<Control["projects"], "get" | "create" | "configure" | "rotate" | "setState">;
  /** What the dashboard's pages are made of. Rejects only where it cannot be built, from the sources. */
  dashboard(): Promise<PageFiles>;
  /** What people are told, and how that went. */
  alerts: Pick<Alerts, "list" | "test" | "try" | "totals">;
  /** Makes and changes alerts. */
  alertChanges: Pick<
    Control["alerts"],
    "get" | "create" | "replace" | "setEnabled" | "remove" | "check"
  >;
  now(): number;
  sleep: Clock["sleep"];
  log: Log;
}
