import { type AlertConfig, readAlert, type WrittenAlert } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import { isJsonObject } from "../report/json.ts";
import type { ControlDatabase } from "./database.ts";

/** An alert with who declares it. Times in milliseconds since the epoch; `null` for those of the file. */
export interface DeclaredAlert {
  readonly alert: AlertConfig;
  readonly source: "file" | "control";
  /** Nothing is looked for, and nothing told, while it is not. */
  readonly enabled: boolean;
  /** When it was made, or switched on again: it begins anew then. */
  readonly begunAt: number | null;
  readonly changedAt: number | null;
}

/** An alert that was made at run time. */
interface RuntimeAlert extends WrittenAlert {
  readonly enabled: boolean;
  readonly begunAt: number;
  readonly changedAt: number;
}

/** What the store of alerts needs beside its file. */
export interface RuntimeAlertsOptions {
  /** Of the config file: they win, and cannot be changed here. */
  readonly configured: readonly AlertConfig[];
  /** Whether there is a server for e-mail. Only the config file names one. */
  readonly mail: boolean;
  /** Whether alerts may lead into a private network. */
  readonly privateAddresses: "refuse" | "allow";
}

/** Nothing is declared, and nothing beyond the defaults allowed. */
export const NO_ALERTS: RuntimeAlertsOptions = {
  configured: [],
  mail: false,
  privateAddresses: "refuse",
};

/** Alerts that are kept. */
const MAX_ALERTS = 100;

/** Alerts that are made and changed at run time. Every change is on disk when it returns. */
export class RuntimeAlerts {
  /** Called with the alerts that hold after each change. */
  onChange: (alerts: readonly DeclaredAlert[]) => void = () => {};
  readonly #store: ControlDatabase;
  readonly #o: RuntimeAlertsOptions;
  readonly #alerts: Map<string, RuntimeAlert>;

  /** @throws CodedError `data_unusable` */
  constructor(store: ControlDatabase, options: RuntimeAlertsOptions) {
    this.#store = store;
    this.#o = options;
    this.#alerts = loadAlerts(store);
  }

  /** The alerts that hold: those of the file, then those made here whose name the file does not have. */
  list(): DeclaredAlert[] {
    const { configured } = this.#o;
    const own = [...this.#alerts.values()].filter(({ alert }) => !this.#inFile(alert.name));
    const file = { source: "file", enabled: true, begunAt: null, changedAt: null } as const;
    return [
      ...configured.map((alert) => ({ alert, ...file })),
      ...own.map(({ written: _, alert, ...rest }) => {
        return { ...rest, alert: this.#limited(alert), source: "control" as const };
      }),
    ];
  }

  /**
   * Makes an alert, which begins at once.
   *
   * @throws CodedError `alert_exists`, `alert_from_file`, `alert_needs_mail_server`,
   *   `alert_address_refused`, `control_full`, `control_unavailable`
   */
  create(asked: WrittenAlert, now: number): void {
    const { name } = asked.alert;
    this.#mustNotBeConfigured(name);
    if (this.#alerts.has(name)) {
      throw new CodedError("alert_exists", `There is an alert "${name}".`);
    }
    this.check(asked.alert);
    if (this.#alerts.size >= MAX_ALERTS) {
      throw new CodedError("control_full", `${MAX_ALERTS} alerts are kept at most.`);
    }
    this.#save({ ...asked, enabled: true, begunAt: now, changedAt: now });
  }

  /**
   * Replaces an alert by another of the same name.
   *
   * @throws CodedError `alert_unknown`, `alert_from_file`, `alert_needs_mail_server`,
   *   `alert_address_refused`, `control_unavailable`
   */
  replace(asked: WrittenAlert, now: number): void {
    const { enabled, begunAt } = this.get(asked.alert.name);
    this.check(asked.alert);
    this.#save({ ...asked, enabled, begunAt, changedAt: now });
  }

  /**
   * Switches an alert off, or on again. What came while it was off is not told.
   *
   * @throws CodedError `alert_unknown`, `alert_from_file`, `control_unavailable`
   */
  setEnabled(name: string, enabled: boolean, now: number): void {
    const alert = this.get(name);
    if (alert.enabled === enabled) return;
    const begunAt = enabled ? now : alert.begunAt;
    this.#save({ ...alert, enabled, begunAt, changedAt: now });
  }

  /** @throws CodedError `alert_unknown`, `alert_from_file`, `control_unavailable` */
  remove(name: string): void {
    this.get(name);
    this.#store.change(() => {
      this.#store.db.query("DELETE FROM alert WHERE name = ?").run(name);
    });
    this.#alerts.delete(name);
    this.onChange(this.list());
  }

  /**
   * An alert that was made here, as it was written: with its secrets.
   *
   * @throws CodedError `alert_unknown`, `alert_from_file`
   */
  get(name: string): RuntimeAlert {
    this.#mustNotBeConfigured(name);
    const alert = this.#alerts.get(name);
    if (alert !== undefined) return alert;
    throw new CodedError("alert_unknown", "There is no such alert.");
  }

  /**
   * Whether the config file lets people have such an alert.
   *
   * @throws CodedError `alert_needs_mail_server`, `alert_address_refused`
   */
  check({ via, privateAddresses }: AlertConfig): void {
    if (via === "email" && !this.#o.mail) {
      throw new CodedError("alert_needs_mail_server", "There is no `[smtp]` in the config file.");
    }
    if (privateAddresses === "allow" && this.#o.privateAddresses === "refuse") {
      throw new CodedError(
        "alert_address_refused",
        "The config file lets no alert that is made at run time lead to private addresses.",
      );
    }
  }

  #save(alert: RuntimeAlert): void {
    const { name } = alert.alert;
    const { written, enabled, begunAt, changedAt } = alert;
    this.#store.change(() => {
      this.#store.db
        .query(
          `INSERT INTO alert VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE
           SET state = excluded.state, written = excluded.written,
             begun_at = excluded.begun_at, changed_at = excluded.changed_at`,
        )
        .run(name, enabled ? "on" : "off", JSON.stringify(written), begunAt, changedAt);
    });
    this.#alerts.set(name, alert);
    this.onChange(this.list());
  }

  /** The file may have changed its mind since the alert was made. */
  #limited(alert: AlertConfig): AlertConfig {
    return this.#o.privateAddresses === "allow" ? alert : { ...alert, privateAddresses: "refuse" };
  }

  #inFile(name: string): boolean {
    return this.#o.configured.some((alert) => alert.name === name);
  }

  #mustNotBeConfigured(name: string): void {
    if (!this.#inFile(name)) return;
    throw new CodedError("alert_from_file", `The alert "${name}" is one of the config file.`);
  }
}

interface Row {
  readonly name: string;
  readonly state: string;
  readonly written: string;
  readonly begunAt: number;
  readonly changedAt: number;
}

function loadAlerts(store: ControlDatabase): Map<string, RuntimeAlert> {
  return store.load(() => {
    const rows = store.db
      .query<Row, []>(
        `SELECT name, state, written, begun_at AS begunAt, changed_at AS changedAt
         FROM alert ORDER BY rowid`,
      )
      .all();
    return new Map(rows.map((row) => [row.name, alertOf(row)]));
  });
}

function alertOf({ name, state, written, begunAt, changedAt }: Row): RuntimeAlert {
  const reading = readAlert(objectOf(written));
  if (reading.ok && reading.value.alert.name === name) {
    return { ...reading.value, enabled: state === "on", begunAt, changedAt };
  }
  const [problem] = reading.ok ? [] : reading.problems;
  const what = problem === undefined ? "has another name" : `${problem.path} ${problem.message}`;
  throw new CodedError("data_unusable", `The alert "${name}" of control.db: ${what}`);
}

/** No error of the parser is shown: it may repeat a secret. */
function objectOf(text: string) {
  try {
    const json: unknown = JSON.parse(text);
    return isJsonObject(json) ? json : {};
  } catch {
    return {};
  }
}
