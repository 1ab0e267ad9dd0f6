import type { AlertConfig } from "../config/config.ts";
import type { JsonObject } from "../report/json.ts";

/** A piece of a sentence: our own words, or a text that somebody else wrote, which is hostile. */
export type Part = string | { readonly said: string };

/** An issue in plain words. The texts hold what others wrote. */
export interface Explained {
  readonly verdict: "noise" | "attack" | "broken-page" | "new-dependency" | "cannot-tell";
  readonly confidence: "high" | "medium" | "low";
  /** What happened, in a sentence. */
  readonly happened: string;
  /** What to do first. */
  readonly advice: string;
}

/** One thing to tell. */
export interface Finding {
  /** The same for the same thing: an alert tells each key once. */
  readonly key: string;
  /** `null` where it is about none. */
  readonly project: string | null;
  /** Id of the issue that it is about. */
  readonly issue: string | null;
  /** One sentence. */
  readonly text: readonly Part[];
  /** The same for programs. */
  readonly details: JsonObject;
  /** What the issue is; `null` where it was gone, `undefined` where nobody has looked. */
  readonly explained?: Explained | null;
}

/** What an alert can be about. */
export type AlertKind = AlertConfig["kind"];

/** Whether reports with noise count, as a reader takes it. */
export function noiseFilter({ noise }: Pick<AlertConfig, "noise">): "with" | "without" {
  return noise === "include" ? "with" : "without";
}
