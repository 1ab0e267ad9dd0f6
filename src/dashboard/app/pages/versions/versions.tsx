import { Fragment } from "preact";
import { useEffect } from "preact/hooks";
import { Link, useSearchParams } from "wouter-preact";
import { FilterBar } from "../../filters/filter-bar.tsx";
import { useFilters } from "../../state/use-filters.ts";
import { Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Comparison } from "./comparison.tsx";
import { newestTwo, readVersion, type SeenVersion, written } from "./seen.ts";
import { useProject, useVersions } from "./use-versions.ts";
import { VersionChoice } from "./version-choice.tsx";

/** What the bar has that a comparison cannot be narrowed down by. */
const MEANINGLESS = ["span", "version", "disposition", "browser", "noise", "others"] as const;

/** Projects that are offered as links; the list in the bar has them all. */
const MOST_NAMES = 20;

/** Two versions of a policy side by side. */
export default function Versions() {
  const { project, names } = useProject();
  return (
    <Page title="Versions">
      <FilterBar without={MEANINGLESS} />
      {project !== undefined && <OfProject key={project} project={project} />}
      {project === undefined && names !== undefined && names.length > 0 && (
        <ProjectChoice names={names} />
      )}
      {project === undefined && names?.length === 0 && <NoVersions />}
    </Page>
  );
}

function ProjectChoice({ names }: { names: readonly string[] }) {
  const { href } = useFilters();
  return (
    <Empty title="Choose a project.">
      Versions are those of one policy, so of one project:{" "}
      {names.slice(0, MOST_NAMES).map((name) => (
        <Fragment key={name}>
          <Link href={href("/versions", { project: name })}>
            <Foreign text={name} />
          </Link>{" "}
        </Fragment>
      ))}
    </Empty>
  );
}

function OfProject({ project }: { project: string }) {
  const query = useVersions(project);
  return (
    <Loaded query={query} lines={8}>
      {(versions) => <Chosen project={project} versions={versions} />}
    </Loaded>
  );
}

/** Without a choice in the address the newest two are written into it, so that it can be shared. */
function Chosen({ project, versions }: { project: string; versions: readonly SeenVersion[] }) {
  const [parameters, setParameters] = useSearchParams();
  const newest = newestTwo(versions);
  const a = readVersion(parameters.get("a")) ?? (parameters.has("a") ? null : newest?.a);
  const b = readVersion(parameters.get("b")) ?? (parameters.has("b") ? null : newest?.b);
  const complete = ["project", "a", "b"].every((name) => parameters.has(name));
  useEffect(() => {
    if (complete || a === undefined || b === undefined) return;
    const whole = { project, a: written(a), b: written(b) };
    setParameters((before) => ({ ...Object.fromEntries(before), ...whole }), { replace: true });
  }, [complete, project, a, b, setParameters]);
  if (a === undefined || b === undefined) return <NoVersions only={versions[0]} />;
  const choose = (name: "a" | "b") => (text: string) =>
    setParameters((before) => ({ ...Object.fromEntries(before), [name]: text }));
  return (
    <>
      <div class="version-choices">
        <VersionChoice name="Before" version={a} versions={versions} choose={choose("a")} />
        <VersionChoice name="After" version={b} versions={versions} choose={choose("b")} />
        <button
          type="button"
          onClick={() =>
            setParameters((before) => ({
              ...Object.fromEntries(before),
              a: written(b),
              b: written(a),
            }))
          }
        >
          Swap
        </button>
      </div>
      <Comparison project={project} a={a} b={b} />
    </>
  );
}

function NoVersions({ only }: { only?: SeenVersion | undefined }) {
  return (
    <Empty title={only ? "Only one version has been seen." : "No version has been seen."}>
      Put <code>v=</code> and a name of your choice into the report URL, another one with each
      change of the policy: <code>…/report/?v=2</code>. Then this page says what the change brought.{" "}
      <Link href="/setup">Setup</Link> writes the header.
    </Empty>
  );
}
