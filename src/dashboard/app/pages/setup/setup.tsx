import { useState } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import type { ProjectView } from "../../../../http/api/schema/project.ts";
import { setUp } from "../../../../setup/index.ts";
import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { useSession } from "../../state/use-session.ts";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Advice } from "./advice.tsx";
import { type Draft, FIRST_DRAFT, inputOf } from "./draft.ts";
import { OptionsStep } from "./options-step.tsx";
import { PolicyStep } from "./policy-step.tsx";
import { SiteStep } from "./site-step.tsx";
import { Snippets } from "./snippets.tsx";
import { Waiting } from "./waiting.tsx";

/** Makes the headers of a site, step by step, and waits for the first report. */
export default function Setup() {
  const query = useApi(["projects"], (signal) => api.projects({}, signal));
  return (
    <Page title="Set up a site">
      <Loaded query={query} lines={8}>
        {({ items }) => <Steps all={items} projects={usable(items)} />}
      </Loaded>
    </Page>
  );
}

/** Projects that take reports. */
function usable(projects: readonly ProjectView[]): ProjectView[] {
  return projects.filter(({ configured, retired }) => configured && !retired);
}

interface StepsProps {
  all: readonly ProjectView[];
  projects: readonly ProjectView[];
}

function Steps({ all, projects }: StepsProps) {
  const [search] = useSearchParams();
  const [draft, setDraft] = useState<Draft>({ ...FIRST_DRAFT, project: search.get("project") });
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const { session } = useSession();
  const project = projects.find(({ name }) => name === draft.project) ?? projects[0];
  const base = session?.reportUrl ?? location.origin;
  const setup = setUp(inputOf(draft, base, project?.tokens[0]?.token ?? null));
  return (
    <>
      <SiteStep draft={draft} set={set} projects={projects} base={base} />
      <PolicyStep draft={draft} set={set} />
      <OptionsStep draft={draft} set={set} />
      <Advice advice={setup.advice} />
      <Snippets setup={setup} />
      <Waiting key={project?.name} project={project?.name ?? null} known={all} />
    </>
  );
}
