import type { AlertStatus, TestResult } from "../../../../src/alerts/index.ts";
import { type AlertConfig, Secret } from "../../../../src/config/index.ts";
import type { DeclaredAlert } from "../../../../src/control/index.ts";
import { CodedError } from "../../../../src/report/errors.ts";
import { anAlert } from "../../alerts/support.ts";

/** An alert of the config file. */
export const FILED_ALERT = anAlert({
  name: "new-issues",
  via: "slack",
  url: new Secret("https://hooks.example/a-secret-path"),
});

/** Alerts that never had anything to tell, and whose tests work. */
export class FakeAlerts {
  /** What was tried. */
  readonly tried: AlertConfig[] = [];

  constructor(readonly declared: () => readonly DeclaredAlert[] = () => [declaredAlert()]) {}

  list(): AlertStatus[] {
    const attempts = { sent: 3, failed: 1 };
    const none = { askedAt: null, problem: null, waiting: 0, messages: [] };
    return this.declared().map((declared) => ({ ...declared, attempts, ...none }));
  }

  totals() {
    return this.list().map(({ alert, attempts }) => ({ alert: alert.name, ...attempts }));
  }

  async try(alert: AlertConfig): Promise<TestResult> {
    this.tried.push(alert);
    return { ok: true, said: "200: ok" };
  }

  async test(name: string): Promise<TestResult> {
    if (!this.list().some(({ alert }) => alert.name === name))
      throw new CodedError("alert_unknown", "Not there.");
    return { ok: true, said: "200: ok" };
  }
}

function declaredAlert(): DeclaredAlert {
  return { alert: FILED_ALERT, source: "file", enabled: true, begunAt: null, changedAt: null };
}
