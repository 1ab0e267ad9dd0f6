import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import type { ProjectView } from "../../../../../http/api/schema/project.ts";
import { rotateToken, setRetired } from "../../../api/settings.ts";
import { useChange } from "../../../api/use-change.ts";
import { ChangeButton } from "../../../ui/change-button.tsx";
import { Confirm } from "../../../ui/dialog.tsx";
import { Select } from "../../../ui/field.tsx";
import { whole } from "../../../ui/format.ts";
import { EditProject } from "./edit-project.tsx";
import { ProjectFacts } from "./project-facts.tsx";
import { ProjectTokens } from "./project-tokens.tsx";

const GRACES = {
  "0s": "End at once",
  "1d": "Stay good for a day",
  "7d": "Stay good for a week",
  "30d": "Stay good for 30 days",
  "90d": "Stay good for 90 days",
} as const;

type Asking = "edit" | "rotate" | "retire" | null;

/** One project with all that can be done with it. */
export function ProjectCard({ project }: { project: ProjectView }) {
  const [asking, setAsking] = useState<Asking>(null);
  const name = project.name ?? "";
  const close = () => setAsking(null);
  return (
    <section class="card">
      <header>
        <h2>
          {name} {project.retired && <span class="badge warn">retired</span>}
          {project.source === "file" && <span class="badge">from file</span>}
        </h2>
        <span class="quiet">
          {whole(project.lastDay.kept)} kept in the last 24 hours ·{" "}
          <Link href={`/?project=${encodeURIComponent(name)}`}>Overview</Link> ·{" "}
          <Link href={`/setup?project=${encodeURIComponent(name)}`}>Set up</Link>
        </span>
      </header>
      <ProjectTokens tokens={project.tokens} />
      <ProjectFacts settings={project.settings} />
      {project.source === "control" ? (
        <Buttons project={project} ask={setAsking} />
      ) : (
        <p class="quiet">
          {project.source === "file"
            ? "It stands in the config file and is changed there."
            : "It is there while no project is declared."}
        </p>
      )}
      {asking === "edit" && <EditProject project={project} close={close} />}
      {asking === "rotate" && <Rotate name={name} close={close} />}
      {asking === "retire" && <Retire name={name} retired={project.retired} close={close} />}
    </section>
  );
}

function Buttons({ project, ask }: { project: ProjectView; ask: (what: Asking) => void }) {
  return (
    <div class="actions">
      <ChangeButton onClick={() => ask("edit")}>Change</ChangeButton>
      <ChangeButton onClick={() => ask("rotate")}>New token</ChangeButton>
      <ChangeButton class={project.retired ? undefined : "danger"} onClick={() => ask("retire")}>
        {project.retired ? "Take reports again" : "Retire"}
      </ChangeButton>
    </div>
  );
}

function Rotate({ name, close }: { name: string; close: () => void }) {
  const [grace, setGrace] = useState<keyof typeof GRACES>("7d");
  const rotate = useChange({
    ask: () => rotateToken(name, grace),
    touches: ["projects"],
    done: () => `${name} has a new token. Put it into the headers of its site.`,
  });
  return (
    <Confirm
      title={`A new token for ${name}`}
      action="Make it"
      busy={rotate.isPending}
      close={close}
      confirm={() => rotate.mutate(undefined, { onSuccess: close })}
    >
      <p>Change the headers of the site while the old token is still good.</p>
      <Select name="The tokens until now" value={grace} options={GRACES} change={setGrace} />
    </Confirm>
  );
}

function Retire({ name, retired, close }: { name: string; retired: boolean; close: () => void }) {
  const set = useChange({ ask: () => setRetired(name, !retired), touches: ["projects"] });
  return (
    <Confirm
      title={retired ? `Take reports of ${name} again?` : `Retire ${name}?`}
      action={retired ? "Take them" : "Retire"}
      dangerous={!retired}
      busy={set.isPending}
      close={close}
      confirm={() => set.mutate(undefined, { onSuccess: close })}
    >
      <p>
        {retired
          ? "Its tokens are those it had."
          : "Its reports are dropped from now on, and counted. What is there stays. It can be taken back."}
      </p>
    </Confirm>
  );
}
