import type { VersionComparisonView } from "../../../../http/api/schema/versions.ts";
import { plural, whole } from "../../ui/format.ts";
import { Loaded } from "../../ui/states.tsx";
import { IssueList } from "./issue-list.tsx";
import type { Version } from "./seen.ts";
import { SideCard } from "./side-card.tsx";
import { useReal } from "./use-real.ts";
import { useComparison } from "./use-versions.ts";
import { caveats, verdict } from "./verdict.ts";

interface ComparisonProps {
  project: string;
  a: Version;
  b: Version;
}

/** What the later version brought, ended and left. */
export function Comparison({ project, a, b }: ComparisonProps) {
  if (a === b) return <p class="quiet">This is one and the same version.</p>;
  return <OfTwo project={project} a={a} b={b} />;
}

function OfTwo({ project, a, b }: ComparisonProps) {
  const query = useComparison(project, a, b);
  return (
    <Loaded query={query} lines={10}>
      {(comparison) => <Compared project={project} comparison={comparison} />}
    </Loaded>
  );
}

function Compared({ project, comparison }: { project: string; comparison: VersionComparisonView }) {
  const { a, b, totals } = comparison;
  const [realA, realB] = [useReal(project, a), useReal(project, b)];
  const isNoise = (real: ReadonlySet<string> | null) => (id: string) =>
    real !== null && !real.has(id);
  const noisy = realB && comparison.new.filter(({ id }) => !realB.has(id)).length;
  return (
    <>
      <p class="verdict" role="status">
        {verdict(comparison, noisy)}
      </p>
      <dl class="figures">
        <Figure
          name="New"
          value={totals.new}
          tone={totals.new > (noisy ?? 0) ? "bad" : "good"}
          note={noisy ? `${whole(noisy)} of them noise alone` : "never seen before"}
        />
        <Figure name="Gone" value={totals.gone} tone="good" note="no more seen" />
        <Figure name="Stayed" value={totals.changed} note="seen under both" />
      </dl>
      <div class="columns">
        <SideCard title="Before" side={a} />
        <SideCard title="After" side={b} />
      </div>
      {caveats(comparison).map((text) => (
        <p key={text} class="caveat">
          {text}
        </p>
      ))}
      <IssueList kind="new" comparison={comparison} isNoise={isNoise(realB)} />
      <IssueList kind="gone" comparison={comparison} isNoise={isNoise(realA)} />
      <IssueList kind="changed" comparison={comparison} isNoise={isNoise(realB)} />
    </>
  );
}

interface FigureProps {
  name: string;
  value: number;
  tone?: "good" | "bad";
  note: string;
}

function Figure({ name, value, tone, note }: FigureProps) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <span class={`value ${value === 0 ? "" : (tone ?? "")}`} title={plural(value, "issue")}>
          {whole(value)}
        </span>
        <small>{note}</small>
      </dd>
    </div>
  );
}
