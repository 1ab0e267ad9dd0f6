import { Link } from "wouter-preact";
import type { ProjectView } from "../../../../http/api/schema/project.ts";
import { Foreign } from "../../ui/text.tsx";
import type { Draft } from "./draft.ts";
import { Step } from "./step.tsx";

interface SiteStepProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  projects: readonly ProjectView[];
  /** Where browsers reach `/report/`. */
  base: string;
}

/** Which project the reports are to belong to, and where they go. */
export function SiteStep({ draft, set, projects, base }: SiteStepProps) {
  const chosen = projects.find(({ name }) => name === draft.project) ?? projects[0];
  const tokenless = chosen?.source === "default";
  return (
    <Step number={1} title="The site">
      {projects.length > 1 && (
        <div class="field">
          <label for="setup-project">Project</label>
          <select
            id="setup-project"
            value={chosen?.name ?? ""}
            onChange={(event) => set({ project: event.currentTarget.value })}
          >
            {projects.map(({ name }) => (
              <option key={name} value={name ?? ""}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      {draft.project !== null && chosen?.name !== draft.project && (
        <p class="notice warn">
          No project <Foreign text={draft.project} /> takes reports: what follows is for{" "}
          {chosen?.name ?? "another one"}.
        </p>
      )}
      <p>
        Its reports go to <code>{base}/report/</code>
        {tokenless
          ? " and need no token, since no project is declared."
          : ` and belong to ${chosen?.name}.`}{" "}
        <Link href="/settings?tab=projects">
          {tokenless ? "Make a project" : "Another project"}
        </Link>
      </p>
    </Step>
  );
}
