import { CodedError } from "../report/errors.ts";
import { visible } from "./printable.ts";

/** One thing that is wrong in the configuration, or worth a warning. Never contains a secret. */
export interface Problem {
  /** The setting: `sinks[0].batch.max_age`; empty where the file as a whole is meant. */
  readonly path: string;
  /** `tattle.toml:12:3`, `TATTLE_LISTEN` or `--set`: what to open or change. */
  readonly where: string;
  /** One sentence without a full stop. */
  readonly message: string;
}

/** One line, in the form that editors and terminals make clickable. Keys are anybody's, so none of them can command the terminal. */
export function renderProblem({ where, path, message }: Problem): string {
  return visible([where, path, message].filter((part) => part !== "").join(": "));
}

/** The configuration cannot be used. Names every problem there is, not only the first. */
export class ConfigError extends CodedError {
  constructor(readonly problems: readonly Problem[]) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    const lines = problems.map((problem) => `  ${renderProblem(problem)}`);
    super("config_invalid", [`the configuration has ${count}:`, ...lines].join("\n"));
  }
}
