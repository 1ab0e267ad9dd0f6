import type { LoadedConfig } from "./load.ts";
import { renderProblem } from "./problem.ts";

/**
 * The effective configuration for a person: one setting a line with its source, then the
 * warnings. Secrets are masked.
 */
export function describeConfig({ settings, warnings }: LoadedConfig): string {
  const lines = settings.map(({ path, value, source }) => ({
    text: `${path} = ${JSON.stringify(value)}`,
    source,
  }));
  const width = Math.min(64, Math.max(0, ...lines.map(({ text }) => text.length)));
  return [
    ...lines.map(({ text, source }) => `${text.padEnd(width)}  # ${source}`),
    ...warnings.map((warning) => `warning: ${renderProblem(warning)}`),
    "",
  ].join("\n");
}
