import type { LoadedConfig } from "./load.ts";
import { printable, visible } from "./printable.ts";
import { renderProblem } from "./problem.ts";

/**
 * The effective configuration for a person: one setting a line with its source, then what third
 * parties' sinks are, then the warnings. Secrets are masked.
 */
export function describeConfig({ settings, plugins, warnings }: LoadedConfig): string {
  const lines = settings.map(({ path, value, source }) => ({
    text: visible(`${path} = ${JSON.stringify(value)}`),
    source: visible(source),
  }));
  const width = Math.min(64, Math.max(0, ...lines.map(({ text }) => text.length)));
  return [
    ...lines.map(({ text, source }) => `${text.padEnd(width)}  # ${source}`),
    ...plugins.map(({ path, name, summary }) => `# ${path} is ${printable(`${name}: ${summary}`)}`),
    ...warnings.map((warning) => `warning: ${renderProblem(warning)}`),
    "",
  ].join("\n");
}
