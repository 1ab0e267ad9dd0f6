import type { ValueFacts } from "./facts.ts";

/** Families that share an engine fail together: three Chromium browsers are one witness. */
const ENGINES: ReadonlyMap<string, string> = new Map([
  ["Chrome", "Chromium"],
  ["Edge", "Chromium"],
  ["Opera", "Chromium"],
  ["Samsung Internet", "Chromium"],
  ["Firefox", "Firefox"],
  ["Safari", "Safari"],
]);

/** An engine that fewer of the project's reports come from may be missing by chance. */
const SMALLEST_SHARE = 0.05;
/** Where nearly all visitors have one engine, one engine tells nothing. */
const LARGEST_SHARE = 0.9;
/** Fewer reports come from one engine by chance. */
const ENOUGH_REPORTS = 5;

/** Which engines an issue was seen in, next to those that report to the project at all. */
export interface Engines {
  /** Names of the engines. */
  readonly seen: readonly string[];
  /** In each engine that the project's visitors use in numbers, and these are at least two. */
  readonly all: boolean;
  /** In a single engine, although others report as well. */
  readonly alone: string | null;
}

/** Compares the browsers of an issue with those of its project. */
export function enginesOf(
  browsers: readonly ValueFacts[],
  project: readonly ValueFacts[],
): Engines {
  const seen = shares(browsers);
  const everyone = shares(project);
  const usual = [...everyone].filter(([, share]) => share >= SMALLEST_SHARE).map(([name]) => name);
  const [first] = seen.keys();
  const single = seen.size === 1 && first !== undefined ? first : null;
  const received = browsers.reduce((sum, each) => sum + each.received, 0);
  const telling =
    single !== null && usual.length > 1 && (everyone.get(single) ?? 0) < LARGEST_SHARE;
  return {
    seen: [...seen.keys()],
    all: seen.size > 1 && usual.every((name) => seen.has(name)),
    alone: telling && received >= ENOUGH_REPORTS ? single : null,
  };
}

function shares(browsers: readonly ValueFacts[]): Map<string, number> {
  const total = browsers.reduce((sum, { received }) => sum + received, 0);
  const found = new Map<string, number>();
  for (const { value, received } of browsers) {
    const engine = value === null ? undefined : ENGINES.get(value);
    if (engine === undefined || !(received > 0)) continue;
    found.set(engine, (found.get(engine) ?? 0) + received / total);
  }
  return found;
}
