import {
  NOISE_RULES,
  type NoiseRule,
  type NoiseSettings,
  type OwnRule,
  ownRule,
  rulesInUse,
} from "../admission/index.ts";
import { readNoiseRule } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import { isJsonObject } from "../report/json.ts";
import type { ControlDatabase } from "./database.ts";

/** A rule with who declares it and whether it is used. */
export interface ListedNoiseRule extends NoiseRule {
  readonly source: "built-in" | "file" | "control";
  readonly enabled: boolean;
  /** Who has switched it off: the config file, people at run time, or its confidence, which is too low. */
  readonly disabledBy: "file" | "control" | "confidence" | null;
}

/** A change of rules that somebody thinks of. */
export type NoiseChange =
  | { readonly rule: OwnRule }
  | { readonly remove: string }
  | { readonly enable: readonly string[] }
  | { readonly disable: readonly string[] };

/** What the store of rules needs beside its file. */
export interface NoiseRulesOptions {
  /** What the config file says: it wins, and cannot be changed here. */
  readonly configured: NoiseSettings;
  /** Called after each change that holds. */
  readonly changed: () => void;
}

/** Own rules that are kept. */
const MAX_RULES = 500;

const BUILT_IN: ReadonlyMap<string, NoiseRule> = new Map(
  NOISE_RULES.map((rule) => [rule.id, rule]),
);

/** Noise rules that are made, and rules that are switched off, at run time. */
export class NoiseRules {
  readonly #store: ControlDatabase;
  readonly #o: NoiseRulesOptions;
  readonly #inFile: ReadonlyMap<string, NoiseRule>;
  readonly #own: Map<string, NoiseRule>;
  readonly #off: Set<string>;

  /** @throws CodedError `data_unusable` */
  constructor(store: ControlDatabase, options: NoiseRulesOptions) {
    this.#store = store;
    this.#o = options;
    this.#inFile = new Map((options.configured.rules ?? []).map((rule) => [rule.id, rule]));
    this.#own = loadRules(store);
    this.#off = loadDisabled(store);
  }

  /** How noise is recognised now: the configuration with what was changed at run time. */
  settings(): NoiseSettings {
    return this.#settingsWith(this.#own, this.#off);
  }

  /**
   * The rules in use now, and as they would be after a change, which is not made.
   *
   * @throws CodedError what the change itself would: `noise_rule_unknown`, `noise_rule_fixed`,
   *   `noise_rule_exists`
   */
  tryOut(change: NoiseChange): { before: NoiseRule[]; after: NoiseRule[] } {
    const own = new Map(this.#own);
    const off = new Set(this.#off);
    if ("rule" in change) {
      this.#mustBeFree(change.rule.id);
      own.set(change.rule.id, ownRule(change.rule));
    } else if ("remove" in change) {
      this.#mustBeOwn(change.remove);
      own.delete(change.remove);
      off.delete(change.remove);
    } else {
      const ids = "enable" in change ? change.enable : change.disable;
      for (const id of ids) this.#mustBeSwitchable(id);
      for (const id of ids) "enable" in change ? off.delete(id) : off.add(id);
    }
    return {
      before: rulesInUse(this.settings()),
      after: rulesInUse(this.#settingsWith(own, off)),
    };
  }

  /** Every rule there is: the file's, those made at run time, the built-in ones. */
  list(): ListedNoiseRule[] {
    const settings = this.settings();
    const used = new Set(rulesInUse(settings).map(({ id }) => id));
    const own = settings.rules ?? [];
    const replaced = new Set(own.map(({ id }) => id));
    const builtIn = NOISE_RULES.filter(({ id }) => !replaced.has(id));
    return [...own, ...builtIn].map((rule) => ({
      ...rule,
      source: this.#sourceOf(rule.id),
      enabled: used.has(rule.id),
      disabledBy: used.has(rule.id) ? null : this.#disabledBy(rule),
    }));
  }

  /**
   * Makes a rule. That it can be used has been checked before, by `ruleProblems`.
   *
   * @throws CodedError `noise_rule_exists`, `control_full`, `control_unavailable`
   */
  create(rule: OwnRule, now: number): void {
    const { id } = rule;
    if (this.#own.has(id) || this.#inFile.has(id) || BUILT_IN.has(id)) {
      throw new CodedError("noise_rule_exists", `There is a rule "${id}".`);
    }
    if (this.#own.size >= MAX_RULES) {
      throw new CodedError("control_full", `${MAX_RULES} rules are kept at most.`);
    }
    this.#save(rule, now);
  }

  /**
   * Replaces a rule by another of the same id.
   *
   * @throws CodedError `noise_rule_unknown`, `noise_rule_fixed`, `control_unavailable`
   */
  replace(rule: OwnRule, now: number): void {
    this.#mustBeOwn(rule.id);
    this.#save(rule, now);
  }

  /** @throws CodedError `noise_rule_unknown`, `noise_rule_fixed`, `control_unavailable` */
  remove(id: string): void {
    this.#mustBeOwn(id);
    this.#store.change(() => {
      this.#store.db.query("DELETE FROM noise_rule WHERE id = ?").run(id);
      this.#store.db.query("DELETE FROM noise_disabled WHERE id = ?").run(id);
    });
    this.#own.delete(id);
    this.#off.delete(id);
    this.#o.changed();
  }

  /**
   * Switches rules off or on again, all or none.
   *
   * @throws CodedError `noise_rule_unknown`, `noise_rule_fixed` where the file has switched one
   *   off or declares it, `control_unavailable`
   */
  setEnabled(ids: readonly string[], enabled: boolean): void {
    for (const id of ids) this.#mustBeSwitchable(id);
    const sql = enabled
      ? "DELETE FROM noise_disabled WHERE id = ?"
      : "INSERT OR IGNORE INTO noise_disabled VALUES (?)";
    this.#store.change(() => {
      for (const id of ids) this.#store.db.query(sql).run(id);
    });
    for (const id of ids) {
      if (enabled) this.#off.delete(id);
      else this.#off.add(id);
    }
    this.#o.changed();
  }

  #save(rule: OwnRule, now: number): void {
    const saved = ownRule(rule);
    const { kind: _, ...written } = saved;
    this.#store.change(() => {
      this.#store.db
        .query(
          `INSERT INTO noise_rule VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, changed_at = excluded.changed_at`,
        )
        .run(saved.id, JSON.stringify(written), now);
    });
    this.#own.set(saved.id, saved);
    this.#o.changed();
  }

  #settingsWith(made: ReadonlyMap<string, NoiseRule>, off: ReadonlySet<string>): NoiseSettings {
    const { rules = [], disabled = [], ...rest } = this.#o.configured;
    const own = [...made.values()].filter(({ id }) => !this.#inFile.has(id));
    return { ...rest, rules: [...rules, ...own], disabled: [...disabled, ...off] };
  }

  /** For a rule that is made, or takes the place of one that was. */
  #mustBeFree(id: string): void {
    if (this.#inFile.has(id)) throw fixed(`"${id}" is a rule of the config file.`);
    if (!this.#own.has(id) && BUILT_IN.has(id)) {
      throw new CodedError("noise_rule_exists", `There is a built-in rule "${id}".`);
    }
  }

  #sourceOf(id: string): ListedNoiseRule["source"] {
    if (this.#inFile.has(id)) return "file";
    return this.#own.has(id) ? "control" : "built-in";
  }

  #disabledBy({ id, kind }: NoiseRule): ListedNoiseRule["disabledBy"] {
    const { disabled = [] } = this.#o.configured;
    if (disabled.includes(id) || disabled.includes(kind)) return "file";
    return this.#off.has(id) ? "control" : "confidence";
  }

  #mustBeOwn(id: string): void {
    if (this.#inFile.has(id)) throw fixed(`"${id}" is a rule of the config file.`);
    if (this.#own.has(id)) return;
    if (BUILT_IN.has(id)) throw fixed(`"${id}" is built in: it can be switched off.`);
    throw unknown(id);
  }

  #mustBeSwitchable(id: string): void {
    if (this.#inFile.has(id)) throw fixed(`"${id}" is a rule of the config file.`);
    const rule = this.#own.get(id) ?? BUILT_IN.get(id);
    if (rule === undefined) throw unknown(id);
    if (this.#disabledBy(rule) === "file") {
      throw fixed(`"${id}" is switched off by the config file.`);
    }
  }
}

function loadRules(store: ControlDatabase): Map<string, NoiseRule> {
  return store.load(() => {
    const rows = store.db
      .query<{ id: string; rule: string }, []>("SELECT id, rule FROM noise_rule ORDER BY rowid")
      .all();
    return new Map(rows.map(({ id, rule }) => [id, ruleOf(id, rule)]));
  });
}

function ruleOf(id: string, text: string): NoiseRule {
  const json: unknown = JSON.parse(text);
  const reading = readNoiseRule(isJsonObject(json) ? json : {});
  if (reading.ok) return ownRule(reading.value);
  const [problem] = reading.problems;
  const what = `${problem?.path} ${problem?.message}`;
  throw new CodedError("data_unusable", `The noise rule "${id}" of control.db: ${what}`);
}

function loadDisabled(store: ControlDatabase): Set<string> {
  const rows = store.load(() =>
    store.db.query<{ id: string }, []>("SELECT id FROM noise_disabled").all(),
  );
  return new Set(rows.map(({ id }) => id));
}

function fixed(message: string): CodedError {
  return new CodedError("noise_rule_fixed", message);
}

function unknown(id: string): CodedError {
  return new CodedError("noise_rule_unknown", `There is no rule "${id}".`);
}
