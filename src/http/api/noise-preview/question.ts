import type { NoiseRule } from "../../../admission/index.ts";
import type { Counts, TimeRange } from "../../../sink/reader.ts";

/** What a change of noise rules would do to stored reports. Plain data: it goes to another thread. */
export interface PreviewQuestion {
  /** The rules in use now, and those after the change. */
  readonly before: readonly NoiseRule[];
  readonly after: readonly NoiseRule[];
  /** Of receipt. */
  readonly span: TimeRange;
  /** Only of this project; `null` for all. */
  readonly project: string | null;
}

/** A report that shows what is meant. Texts are cut. */
export interface PreviewExample {
  readonly report: string;
  readonly documentURL: string | null;
  readonly blockedURL: string | null;
  readonly sourceFile: string | null;
  readonly sample: string | null;
}

/** An issue with reports that the change does something to. */
export interface PreviewIssue extends Counts {
  readonly id: string;
  readonly project: string;
  readonly directive: string;
  readonly blocked: string;
  readonly source: string | null;
  /** Reports of it, of those that were read, that carry no tag after the change. */
  readonly left: number;
  readonly example: PreviewExample;
}

/** Reports that the change does the same to. */
export interface PreviewGroup extends Counts {
  readonly issues: number;
  /** Those of the issues with the most of these reports. */
  readonly top: readonly PreviewIssue[];
}

/** Reports that would carry another tag: `from` the rule of now `to` the rule after the change. */
export interface PreviewMove extends Counts {
  readonly from: string | null;
  readonly to: string | null;
}

/** What a change would do. */
export interface NoisePreview {
  /** Every report of the span was read; else as many, newest first, of each part of it. */
  readonly exact: boolean;
  readonly read: number;
  /** Reports that the store has counted in the span, in whole hours or days. */
  readonly counted: number;
  readonly tagged: PreviewGroup;
  /** Issues of `tagged` of which no report that was read is left without a tag. */
  readonly hidden: number;
  readonly untagged: PreviewGroup;
  /** Tagged before and after, by other rules. */
  readonly renamed: Counts;
  readonly moves: readonly PreviewMove[];
}
