import type { SetupAdvice } from "../../../../setup/index.ts";

const TONES = { problem: "bad", warning: "warn", note: "" } as const;
const NAMES = { problem: "Problem", warning: "Mind", note: "Note" } as const;

/** What was recommended, found or changed, and why. */
export function Advice({ advice }: { advice: readonly SetupAdvice[] }) {
  if (advice.length === 0) return null;
  return (
    <section class="card" aria-label="Advice" aria-live="polite">
      <ul class="advice">
        {advice.map(({ id, level, text }) => (
          <li key={`${id} ${text}`}>
            <span class={`badge ${TONES[level]}`}>{NAMES[level]}</span> <span>{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
