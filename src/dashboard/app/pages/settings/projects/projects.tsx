import { useState } from "preact/hooks";
import { api } from "../../../api/endpoints.ts";
import { REFRESH, useApi } from "../../../api/use-api.ts";
import { ChangeButton } from "../../../ui/change-button.tsx";
import { Empty, Loaded } from "../../../ui/states.tsx";
import { NewProject } from "./new-project.tsx";
import { ProjectCard } from "./project-card.tsx";

/** Projects and their tokens: make, change, rotate, retire. */
export function ProjectSettings() {
  const query = useApi(["projects"], (signal) => api.projects({}, signal), { refresh: REFRESH });
  const [making, setMaking] = useState(false);
  return (
    <>
      <p class="intro">
        A project is a site, or whatever you want to look at alone. Its token stands in the report
        URL and is no secret.{" "}
        <ChangeButton class="primary small" onClick={() => setMaking(true)}>
          New project
        </ChangeButton>
      </p>
      <Loaded query={query} lines={6}>
        {({ items }) => {
          const declared = items.filter(({ configured }) => configured);
          const first = declared.every(({ source }) => source === "default");
          return (
            <>
              {first && (
                <Empty title="Every report belongs to the project default, with or without a token.">
                  Once there is a project, reports need the token of one.
                </Empty>
              )}
              {declared.map((project) => (
                <ProjectCard key={project.name} project={project} />
              ))}
              {making && <NewProject first={first} close={() => setMaking(false)} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}
