import { type Origin, where } from "./input.ts";
import { printable } from "./printable.ts";
import type { Problem } from "./problem.ts";
import { MASK } from "./secret.ts";

/** Longest message: parts of it may come from the file or from a third party's schema. */
const MAX_MESSAGE = 2_000;

/** One effective setting, for people. */
export interface Setting {
  /** `limits.body`, `sinks[0].host`. */
  readonly path: string;
  /** As it would be written in the file; secrets masked. */
  readonly value: unknown;
  /** `tattle.toml:3:1`, `TATTLE_LISTEN`, `--listen` or `default`. */
  readonly source: string;
}

/** A third party's sink, as its module describes it. */
export interface PluginNote {
  /** The entry that uses it: `sinks[0]`. */
  readonly path: string;
  /** As in `ModuleRef`. */
  readonly module: string;
  readonly name: string;
  readonly summary: string;
}

/** What came to light while a configuration was read. */
export class Findings {
  readonly warnings: Problem[] = [];
  readonly settings: Setting[] = [];
  readonly plugins: PluginNote[] = [];
  /** Texts of secrets, to keep them out of what is shown. */
  readonly secrets = new Set<string>();
  /** `$NAME` or path of every variable and file that a secret came from. */
  readonly secretSources = new Set<string>();
  readonly #problems: Array<{ origin: Origin; problem: Problem }> = [];

  /** How many problems there are so far. */
  get count(): number {
    return this.#problems.length;
  }

  /** All problems: those of environment and flags, then the file's from top to bottom. */
  get problems(): Problem[] {
    const line = (origin: Origin) => (origin.from === "file" ? origin.line : -1);
    return this.#problems
      .toSorted((a, b) => line(a.origin) - line(b.origin))
      .map(({ problem }) => problem);
  }

  /** Returns nothing, so that a reader can end with it. */
  problem(path: string, origin: Origin, message: string): undefined {
    const problem = { path, where: where(origin), message: printable(message, MAX_MESSAGE) };
    this.#problems.push({ origin, problem });
    return undefined;
  }

  warn(path: string, origin: Origin, message: string): void {
    this.warnings.push({ path, where: where(origin), message });
  }

  /** Notes a value in the notation of the file. */
  setting(path: string, origin: Origin, written: unknown): void {
    this.settings.push({ path, value: written, source: where(origin) });
  }

  /** Notes that there is a secret, and where it came from: `via` as in `readSecret`. */
  secret(path: string, origin: Origin, { text, via }: { text: string; via: string }): void {
    this.secrets.add(text);
    if (via !== "") this.secretSources.add(via);
    const source = via === "" ? where(origin) : `${where(origin)} (${via})`;
    this.settings.push({ path, value: MASK, source });
  }
}
