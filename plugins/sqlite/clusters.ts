import type { Report } from "tattle/sink";
import { Generations } from "./generations.ts";

/** Documents and minutes that reports still come for, with room to spare: a few minutes' worth. */
const MAX_OPEN = 100_000;

/**
 * What sampling leaves unknown of an estimate. All reports of a document and minute are kept or
 * dropped together, so each such cluster with y kept reports at rate p = 1 / weight adds
 * (1 − p) · (y / p)² to the variance of the Horvitz–Thompson estimate. A cluster arrives in
 * several batches; what it adds is told apart report by report, as y grows.
 */
export class Clusters {
  readonly #kept = new Generations<string, number>(MAX_OPEN);

  /** What one more kept report adds to the variance of its issue's estimate. */
  add(stream: number, { sampling }: Report, weight: number): number {
    if (weight === 1) return 0;
    if (sampling === null) return variance(weight, 0);
    const key = `${stream}\n${sampling.key}`;
    const before = this.#kept.get(key) ?? 0;
    this.#kept.set(key, before + 1);
    return variance(weight, before);
  }

  /** Forgets what a rolled back transaction has counted. */
  forget(): void {
    this.#kept.clear();
  }
}

/** (1 − p) / p² · ((y + 1)² − y²). */
function variance(weight: number, before: number): number {
  return (weight - 1) * weight * (2 * before + 1);
}
