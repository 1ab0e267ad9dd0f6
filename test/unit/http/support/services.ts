import type { AdmissionSettings } from "../../../../src/admission/index.ts";
import { projectInfos } from "../../../../src/collector/project-infos.ts";
import { Control } from "../../../../src/control/index.ts";
import { previewOf } from "../../../../src/http/api/noise-preview/preview.ts";
import { newsOf } from "../../../../src/http/api/stream/news.ts";
import type { ProjectInfo, Services } from "../../../../src/http/services.ts";
import { memoryStore } from "../../../support/control.ts";
import { ImportBench } from "../../../support/importer.ts";
import { FakeAlerts, FILED_ALERT } from "./alerts.ts";
import { fakeDashboard } from "./dashboard.ts";
import { fakeErasures } from "./erasures.ts";
import { NOW, RETAGS, SINK } from "./examples.ts";
import { FakeLetters } from "./letters.ts";
import { fakeReader } from "./reader.ts";

export const TOKEN = "the-admin-token";

/** What was logged as an error. */
export type Errors = Array<{ message: string; error: unknown }>;

/** What a configuration without projects says about reports. */
export const UNCONFIGURED: AdmissionSettings = {
  projects: [],
  algorithm: "uniform",
  noise: { action: "tag" },
  addressRateLimit: null,
};

/** A project of the config file. */
export function fileProject(name: string, token: string, retired = false): ProjectInfo {
  return {
    name,
    token,
    retired,
    source: "file",
    tokens: [{ token, createdAt: null, endsAt: null }],
    settings: { origins: null, types: null, noise: "tag", rateLimit: null, quotaPerDay: null },
  };
}

/** @param configured what the config file says about reports */
export function fakeServices(
  over: Partial<Services> = {},
  errors: Errors = [],
  configured = UNCONFIGURED,
): Services {
  const clock = { now: over.now ?? (() => NOW) };
  const alerts = { configured: [FILED_ALERT], mail: false, privateAddresses: "refuse" } as const;
  const control = new Control({ store: memoryStore(), clock, configured, alerts });
  return {
    version: "0.1.0-test",
    adminToken: TOKEN,
    reader: fakeReader(),
    sinks: async () => [SINK],
    deadLetters: new FakeLetters(),
    erasures: fakeErasures(),
    retags: async () => RETAGS,
    imports: new ImportBench().importer,
    journal: () => ({ state: "ok", error: null }),
    counters: () => [],
    warnings: () => [],
    tokens: control.tokens,
    issues: control.issues,
    get projects() {
      return projectInfos(configured, control, clock.now());
    },
    projectChanges: control.projects,
    noise: control.noise,
    dashboard: async () => fakeDashboard(),
    alerts: new FakeAlerts(() => control.alerts.list()),
    alertChanges: control.alerts,
    now: () => NOW,
    log: {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (message, fields) => errors.push({ message, error: fields?.error }),
    },
    news: (question) => newsOf(over.reader ?? fakeReader(), question),
    previewNoise: (question) => previewOf(over.reader ?? fakeReader(), question, () => 0),
    sleep: () => Promise.resolve(),
    ...over,
  };
}
