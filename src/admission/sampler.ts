import type { Sampling } from "../report/report.ts";
import { decide, type SamplingAlgorithm } from "./sampling.ts";
import type { AdmissionRequest, Candidate } from "./verdict.ts";

/** What became of one item under the request's rate. */
export interface Sampled {
  readonly keep: boolean;
  readonly weight: number;
  /** Set where something was decided. */
  readonly sampling: Sampling | null;
}

export type Sampler<T> = (item: T) => Sampled;

const CERTAIN: Sampled = { keep: true, weight: 1, sampling: null };

/**
 * Rare, and each worth having: PostHog samples none either. All other types are sampled, not
 * violations alone: one rate in the report URL stands for the volume that its owner wants, and
 * deprecations and interventions come in masses too. Weights keep the counts right.
 */
const NEVER_SAMPLED = "crash";

/** Decides about the items of one request. `urlOf` is asked only under a rate below 1. */
export function createSampler<T extends Candidate>(
  algorithm: SamplingAlgorithm,
  rate: number,
  { receivedAt }: AdmissionRequest,
  urlOf: (item: T) => string,
): Sampler<T> {
  if (rate >= 1) return () => CERTAIN;
  return (item) => {
    if (item.type === NEVER_SAMPLED) return CERTAIN;
    const { keep, weight, key } = decide(algorithm, rate, urlOf(item), receivedAt);
    return { keep, weight, sampling: key === null ? null : { algorithm, rate, key } };
  };
}
