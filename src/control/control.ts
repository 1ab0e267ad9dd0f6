import type { AdmissionSettings } from "../admission/index.ts";
import type { Clock } from "../sink/context.ts";
import { AccessTokens } from "./access-tokens.ts";
import { NO_ALERTS, RuntimeAlerts, type RuntimeAlertsOptions } from "./alerts.ts";
import type { ControlDatabase } from "./database.ts";
import { IssueMarks } from "./issue-marks.ts";
import { NoiseRules } from "./noise-rules.ts";
import { Projects } from "./projects.ts";
import { effectiveProjects, nextEnd } from "./runtime-project.ts";

/** What the control part is made of. */
export interface ControlOptions {
  readonly store: ControlDatabase;
  readonly clock: Pick<Clock, "now">;
  /** What the configuration says. */
  readonly configured: AdmissionSettings;
  /** What it says of alerts. Without it nothing. */
  readonly alerts?: RuntimeAlertsOptions;
}

/**
 * Everything that people change at run time. What it holds is in memory, so that a file that can
 * no longer be read or written stops changes and nothing else.
 */
export class Control {
  readonly issues: IssueMarks;
  readonly tokens: AccessTokens;
  readonly projects: Projects;
  readonly noise: NoiseRules;
  readonly alerts: RuntimeAlerts;
  /** Called with what decides about reports from now on, whenever that has changed. */
  onSettings: (settings: AdmissionSettings) => void = () => {};
  readonly #o: ControlOptions;
  #settings: AdmissionSettings;
  /** When a token ends, so that the settings change by themselves. */
  #nextEnd: number | null = null;

  /** @throws CodedError `data_unusable` */
  constructor(options: ControlOptions) {
    const { store, configured } = options;
    this.#o = options;
    this.issues = new IssueMarks(store);
    this.tokens = new AccessTokens(store);
    const changed = () => this.#apply();
    this.projects = new Projects(store, { configured: configured.projects, changed });
    this.noise = new NoiseRules(store, { configured: configured.noise, changed });
    this.alerts = new RuntimeAlerts(store, options.alerts ?? NO_ALERTS);
    this.#settings = this.#compute();
  }

  /** What decides about reports now: the configuration with what was changed at run time. */
  get settings(): AdmissionSettings {
    return this.#settings;
  }

  /** Has tokens end whose time has come. To be called every now and then; costs nothing else. */
  tick(): void {
    if (this.#nextEnd !== null && this.#o.clock.now() >= this.#nextEnd) this.#apply();
  }

  /** Lets go of the file. */
  close(): void {
    this.#o.store.close();
  }

  #apply(): void {
    this.#settings = this.#compute();
    this.onSettings(this.#settings);
  }

  #compute(): AdmissionSettings {
    const { configured, clock } = this.#o;
    const now = clock.now();
    const own = this.projects.list();
    this.#nextEnd = nextEnd(own, now);
    const { action } = configured.noise;
    const projects = effectiveProjects(configured.projects, own, action, now);
    return { ...configured, projects, noise: this.noise.settings() };
  }
}
