/** Reports of files, from lines to the journal. */
export { type ImportDrop, type ImportResult, MAX_PROBLEMS } from "./account.ts";
export {
  IMPORT_FORMATS,
  type ImportFormat,
  LINE_PROBLEMS,
  type LineProblem,
} from "./formats/index.ts";
export { Importer } from "./importer.ts";
export { MAX_LINE } from "./lines.ts";
export type {
  ExpectedViolation,
  ImporterOptions,
  ImportOptions,
  ImportSink,
} from "./options.ts";
