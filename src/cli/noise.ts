import { NOISE_RULES, ownRule, ruleProblems } from "../admission/index.ts";
import { ConfigError, type LoadedConfig, type Problem } from "../config/index.ts";

/**
 * Looks at what a configuration says of noise rules, of which the schema knows only the shape:
 * the configuration with a warning for each rule that it switches off and nobody has, which an
 * upgrade must not turn into an error.
 *
 * Throws a ConfigError for rules that cannot be used, or that share an id.
 */
export function checkNoiseRules(loaded: LoadedConfig): LoadedConfig {
  const problems = ruleFaults(loaded);
  if (problems.length > 0) throw new ConfigError(problems);
  const { rules, disabled } = loaded.config.noise;
  const known = new Set(
    [...NOISE_RULES, ...rules.map(ownRule)].flatMap(({ id, kind }) => [id, kind]),
  );
  const stale = disabled.filter((id) => !known.has(id));
  const warnings = stale.map((id): Problem => {
    const index = disabled.indexOf(id);
    const message = `there is no noise rule and no kind ${JSON.stringify(id)}`;
    return problemAt(loaded, `noise.disabled[${index}]`, message);
  });
  return { ...loaded, warnings: [...loaded.warnings, ...warnings] };
}

function ruleFaults(loaded: LoadedConfig): Problem[] {
  const { rules } = loaded.config.noise;
  const ids = rules.map(({ id }) => id);
  return rules.flatMap((rule, index) => {
    const at = `noise.rules[${index}]`;
    const faults = ruleProblems(ownRule(rule)).map(({ path, message }) =>
      problemAt(loaded, `${at}.${path}`, message),
    );
    if (ids.indexOf(rule.id) < index) {
      faults.push(problemAt(loaded, `${at}.id`, "another rule has the same id"));
    }
    return faults;
  });
}

/** Where a setting was written; of a list where its first entry was. */
function problemAt({ settings }: LoadedConfig, path: string, message: string): Problem {
  const setting = settings.find((each) => each.path === path || each.path === `${path}[0]`);
  return { path, where: setting?.source ?? "", message };
}
