import type { ProjectView } from "../../../../http/api/schema/project.ts";
import { api } from "../../api/endpoints.ts";
import { REFRESH, useApi } from "../../api/use-api.ts";
import { plural, words } from "../../ui/format.ts";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";

/** What a wrong setting in a report URL means, by its code. */
const MEANINGS: Readonly<Record<string, string>> = {
  token_missing: "reports came without a token and were refused",
  token_unknown: "reports came with a token that no project has, and were dropped",
};

/** Settings in report URLs that cannot be meant so: a mistyped one must not look like a clean site. */
export function Warnings() {
  const { data } = useApi(["projects"], (signal) => api.projects({}, signal), { refresh: REFRESH });
  const rows = (data?.items ?? []).flatMap((project) =>
    project.warnings.map((warning) => ({ project, warning })),
  );
  if (rows.length === 0) return null;
  return (
    <section class="notice warn" aria-label="Warnings">
      <h2>Check the headers of your sites</h2>
      <ul>
        {rows.map(({ project, warning }) => (
          <Warning
            key={`${project.name} ${warning.code} ${warning.value}`}
            {...{ project, warning }}
          />
        ))}
      </ul>
    </section>
  );
}

interface WarningProps {
  project: ProjectView;
  warning: ProjectView["warnings"][number];
}

function Warning({ project: { name }, warning: { code, value, count, lastSeen } }: WarningProps) {
  return (
    <li>
      <strong>{name === null ? "No project" : <Foreign text={name} />}</strong>:{" "}
      {MEANINGS[code] ?? words(code)}
      {value !== "" && (
        <>
          {" "}
          (
          <code>
            <Foreign text={value} />
          </code>
          )
        </>
      )}
      , {plural(count, "time")}, last <Ago at={lastSeen} />
    </li>
  );
}
