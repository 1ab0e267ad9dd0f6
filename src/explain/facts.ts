import type { Violation } from "../report/report.ts";
import type { Counts } from "../sink/reader/filter.ts";

/** Counts of one value; `null` for the reports that do not say. */
export interface ValueFacts extends Counts {
  readonly value: string | null;
}

/** When a policy version was first seen, in milliseconds since the epoch. */
export interface VersionFacts {
  readonly version: string | null;
  readonly firstSeen: number;
}

/** One form of an issue. */
export interface VariantFacts {
  readonly sample: string | null;
  readonly sourceFile: string | null;
  readonly received: number;
}

/** Of the whole project, to compare an issue with. What is not known is `null` or empty. */
export interface ProjectFacts {
  /** Documents that sent any report. */
  readonly documents: number | null;
  /** Families, as in {@link IssueFacts.browsers}. */
  readonly browsers: readonly ValueFacts[];
  readonly versions: readonly VersionFacts[];
  /** When the first report of the project occurred. */
  readonly firstSeen: number | null;
  /** Hosts that the project's pages are served from: `www.shop.example`. */
  readonly hosts: readonly string[];
}

/** What is known of an issue, and all that an explanation looks at. Texts are hostile. */
export interface IssueFacts {
  /** The fingerprint's parts. */
  readonly directive: string | null;
  readonly blocked: string;
  readonly source: string | null;
  /** Over all time. */
  readonly counts: Counts;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** How many documents it was seen in, and URLs of some, the largest counts first. */
  readonly documents: number;
  readonly topDocuments: readonly string[];
  readonly browsers: readonly ValueFacts[];
  readonly dispositions: readonly ValueFacts[];
  readonly versions: readonly VersionFacts[];
  readonly variants: readonly VariantFacts[];
  /** Reports that a noise rule recognised, and which rules did; a rule's count may be unknown (0). */
  readonly noise: {
    readonly received: number;
    readonly rules: readonly { readonly id: string; readonly received: number }[];
  };
  /** The newest violation, with its policy; `null` where it is past retention. */
  readonly example: Violation | null;
  /** The policy that the project had before the version in which the issue began. */
  readonly previousPolicy: string | null;
  readonly project: ProjectFacts;
}
