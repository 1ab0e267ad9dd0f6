import type { DropReason } from "../report/drop.ts";
import type { Clock } from "../sink/context.ts";
import { Limits } from "./limits.ts";
import { compileNoise, type NoiseMatcher } from "./noise/compile.ts";
import { rulesInUse } from "./noise/select.ts";
import { noiseSubject } from "./noise/subject.ts";
import { compileProjects, type Project, type ProjectLookup, projectsByName } from "./projects.ts";
import { parseSampleRate, type SampleRate } from "./sample-rate.ts";
import { createSampler, type Sampler } from "./sampler.ts";
import { isTooSmall } from "./sampling.ts";
import type { AdmissionSettings } from "./settings.ts";
import type { AdmissionRequest, Candidate, Drops, Kept, Verdict } from "./verdict.ts";
import { type ProjectWarning, WarningLog } from "./warnings.ts";

/** What admission needs from outside. */
export interface AdmissionDeps {
  readonly clock: Pick<Clock, "now">;
  /** Items that each project has kept on the UTC day of `clock.now()`, so that a restart refills no quota. */
  readonly keptToday?: ReadonlyMap<string, number>;
}

/**
 * Decides which items are kept and gives every other one its reason: for each item the first that
 * applies of `type_not_accepted`, `retired_project`, `origin_not_allowed`, `filtered`,
 * `sampled_out`, `rate_limited` (by address, then by project), `quota_exceeded`. Under a token
 * that names no project it is `unknown_token`.
 *
 * Deterministic in the settings and what was asked before; the clock is read once, on
 * construction. Memory is bounded whatever is sent.
 */
export class Admission {
  readonly #limits: Limits;
  readonly #warnings = new WarningLog();
  #settings: AdmissionSettings;
  #projectOf: ProjectLookup;
  #named: ReadonlyMap<string, Project>;
  #noiseOf: NoiseMatcher;
  #ruleIds: ReadonlySet<string>;

  /** Throws a `CodedError` of code `projects_invalid` for projects that contradict each other. */
  constructor(settings: AdmissionSettings, deps: AdmissionDeps) {
    this.#limits = new Limits(deps.clock.now(), deps.keptToday);
    this.#settings = settings;
    this.#projectOf = compileProjects(settings);
    this.#named = projectsByName(settings);
    const rules = rulesInUse(settings.noise);
    this.#noiseOf = compileNoise(rules);
    this.#ruleIds = new Set(rules.map(({ id }) => id));
  }

  /** Other settings from now on; limits, quotas and warnings stay. Throws like the constructor, changing nothing. */
  reconfigure(settings: AdmissionSettings): void {
    this.#projectOf = compileProjects(settings);
    this.#named = projectsByName(settings);
    const rules = rulesInUse(settings.noise);
    this.#noiseOf = compileNoise(rules);
    this.#ruleIds = new Set(rules.map(({ id }) => id));
    this.#settings = settings;
  }

  /**
   * Judges the items of one request. `samplingUrl` is the text that is hashed under a rate below
   * 1, and asked for only then. Limits and quotas count what is kept, even if storing it fails.
   */
  admit<T extends Candidate>(
    request: AdmissionRequest,
    items: readonly T[],
    samplingUrl: (item: T) => string,
  ): Verdict<T> {
    const project = this.#projectOf(request.token);
    if (project === "unknown") return this.#withUnknownToken(request, items.length);
    const rate = parseSampleRate(request.sampleRate);
    const sample = createSampler(this.#settings.algorithm, rate.rate, request, samplingUrl);
    if (project === "missing") return this.#withoutToken(request, items, sample);
    this.#checkRate(project, rate, request);
    const kept: Kept<T>[] = [];
    const drops: Drops = {};
    for (const item of items) {
      const outcome = this.#judge(project, request, item, sample);
      if (typeof outcome === "string") count(drops, outcome);
      else kept.push(outcome);
    }
    return { project: project.settings.name, kept, drops, missingToken: false };
  }

  /** The project that a token names; `null` where it names none. */
  projectOf(token: string | null): string | null {
    const project = this.#projectOf(token);
    return typeof project === "string" ? null : project.settings.name;
  }

  /** Whether there is a project of this name, retired or not. */
  hasProject(name: string): boolean {
    return this.#named.has(name);
  }

  /**
   * Judges what somebody imports into a project: history that was sampled and limited, or was not,
   * where it came from. So of all rules only those on types, origins and noise hold.
   *
   * @param noise the tag that it had where it came from: stays where there is such a rule here, since
   *   what a rule saw may be redacted by now
   */
  admitImported(
    project: string,
    item: Candidate,
    userAgent: string | null,
    noise: string | null,
  ): { noise: string | null } | DropReason {
    const named = this.#named.get(project);
    if (named === undefined) return "unknown_token";
    if (named.types !== null && !named.types.has(item.type)) return "type_not_accepted";
    if (!named.allowsOrigin(item.violation?.documentURL ?? item.url)) return "origin_not_allowed";
    const known = noise !== null && this.#ruleIds.has(noise);
    const tag = known ? noise : this.#noiseOf(noiseSubject(item, userAgent));
    return tag !== null && named.settings.noise === "drop" ? "filtered" : { noise: tag };
  }

  /** What report URLs ask for that cannot be meant so, since the start. At most a few per project. */
  warnings(): ProjectWarning[] {
    return this.#warnings.list();
  }

  #judge<T extends Candidate>(
    project: Project,
    request: AdmissionRequest,
    item: T,
    sample: Sampler<T>,
  ): Kept<T> | DropReason {
    const { types, settings } = project;
    if (types !== null && !types.has(item.type)) return "type_not_accepted";
    if (settings.state === "retired") return "retired_project";
    if (!project.allowsOrigin(item.violation?.documentURL ?? item.url)) return "origin_not_allowed";
    const noise = this.#noiseOf(noiseSubject(item, request.userAgent));
    if (noise !== null && settings.noise === "drop") return "filtered";
    const { keep, weight, sampling } = sample(item);
    if (!keep) return "sampled_out";
    const byAddress = { limit: this.#settings.addressRateLimit, address: request.clientAddress };
    const refused = this.#limits.refuse(settings, byAddress, request.receivedAt);
    return refused ?? { item, sampling, weight, noise };
  }

  #withUnknownToken(request: AdmissionRequest, items: number): Verdict<never> {
    if (items > 0)
      this.#warnings.add(null, "token_unknown", request.token ?? "", request.receivedAt);
    const drops: Drops = items > 0 ? { unknown_token: items } : {};
    return { project: null, kept: [], drops, missingToken: false };
  }

  /** PostHog samples before it asks for the token, so what is sampled out is not missed. */
  #withoutToken<T>(
    request: AdmissionRequest,
    items: readonly T[],
    sample: Sampler<T>,
  ): Verdict<never> {
    const drops: Drops = {};
    for (const item of items) count(drops, sample(item).keep ? "unknown_token" : "sampled_out");
    const missingToken = drops.unknown_token !== undefined;
    if (missingToken) this.#warnings.add(null, "token_missing", "", request.receivedAt);
    return { project: null, kept: [], drops, missingToken };
  }

  #checkRate(project: Project, { rate, problem }: SampleRate, request: AdmissionRequest): void {
    const tooSmall = isTooSmall(this.#settings.algorithm, rate) ? "sample_rate_too_small" : null;
    const code = problem ?? tooSmall;
    if (code === null) return;
    this.#warnings.add(project.settings.name, code, request.sampleRate ?? "", request.receivedAt);
  }
}

function count(drops: Drops, reason: DropReason): void {
  drops[reason] = (drops[reason] ?? 0) + 1;
}
