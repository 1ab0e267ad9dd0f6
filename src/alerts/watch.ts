import { aboutOf, type Declared, idOf } from "./declared.ts";
import type { AlertKind, Finding } from "./finding.ts";
import { continues, type Evidence, RULES, SEEDED } from "./rules/index.ts";
import type { AlertStore, Asked } from "./store.ts";

/** After a pause this long nobody knows what a project did meanwhile. In milliseconds. */
const GAP = 3_600_000;

/** A look that found nothing is written down no more often, in milliseconds. */
const RARELY = 60_000;

/**
 * What these look at is told by the hour, and costs more: weeks of counters, or a question about
 * each project. So they are asked no more often, in milliseconds.
 */
const PACE: Partial<Record<AlertKind, number>> = { spike: 300_000, silence: 300_000 };

/**
 * Asks one alert's rule what there is to tell, and keeps what is new.
 *
 * @param now milliseconds since the epoch
 * @param signal aborts when nobody wants to know any more: nothing is kept then
 */
export async function look(
  declared: Declared,
  store: AlertStore,
  evidence: Evidence,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const { alert } = declared;
  const id = idOf(alert);
  const about = aboutOf(declared);
  const last = store.asked(id);
  const before = last?.about == null || last.about === about ? last : null;
  if (before !== null && now - before.askedAt < (PACE[alert.kind] ?? 0)) return;
  const observedSince = observed(last, now);
  const known = (key: string) => store.known(id, key);
  const question = { alert, now, askedAt: before?.askedAt ?? null, observedSince, known };
  const found = await RULES[alert.kind](question, evidence);
  if (signal.aborted) return;
  const fresh = found.filter(({ key }) => !known(key));
  if (fresh.length === 0 && before !== null && now - before.askedAt < RARELY) return;
  const silent = before === null && SEEDED.has(alert.kind);
  const earlier = new Set<string>();
  const tell = (finding: Finding) => {
    const goesOn = alert.kind === "spike" && continues(finding, isKnown);
    earlier.add(finding.key);
    return !silent && !goesOn;
  };
  const isKnown = (key: string) => earlier.has(key) || known(key);
  store.add(id, { askedAt: now, observedSince, about }, fresh, tell);
}

function observed(before: Asked | null, now: number): number {
  return before === null || now - before.askedAt > GAP ? now : before.observedSince;
}
