import { Elysia } from "elysia";
import { readNewProject, readProjectSettings } from "../../config/index.ts";
import { CodedError } from "../../report/errors.ts";
import { parseQuantity } from "../../sink/schema.ts";
import type { Services } from "../services.ts";
import { invalidBody, readBody, readObject } from "./body.ts";
import * as docs from "./project-changes-docs.ts";
import { definitionView } from "./projects.ts";
import type { ProjectDefinitionView } from "./schema/project.ts";
import { RotateBodySchema } from "./schema/project-edit.ts";

const DAY = 86_400_000;
/** How long old tokens stay good where nobody says, and at most. */
const GRACE = 7 * DAY;
const MAX_GRACE = 90 * DAY;

/** Makes and changes projects; those of the config file stay as they are. */
export function projectChangesApi(services: Pick<Services, "projects" | "projectChanges" | "now">) {
  const { projectChanges: changes, now } = services;
  const shown = ({ name }: { name: string }) => definitionOf(services, name);
  return new Elysia()
    .post(
      "/api/v1/projects",
      async ({ request, set }) => {
        const { requireTokens = false, ...body } = await readObject(request);
        if (typeof requireTokens !== "boolean") {
          throw invalidBody([{ path: "requireTokens", message: "must be true or false" }]);
        }
        const reading = readNewProject(body);
        if (!reading.ok) throw invalidBody(reading.problems);
        const project = changes.create(reading.value, requireTokens, now());
        set.status = 201;
        return shown(project);
      },
      { parse: "none", detail: docs.CREATE },
    )
    .patch(
      "/api/v1/projects/:name",
      async ({ params, request }) => {
        const edit = await readObject(request);
        const { settings } = changes.get(params.name);
        const { origins, types, ...rest } = settings;
        const known = { ...rest, origins: origins && [...origins], types: types && [...types] };
        const reading = readProjectSettings({ ...known, ...edit });
        if (!reading.ok) throw invalidBody(reading.problems);
        return shown(changes.configure(params.name, reading.value, now()));
      },
      { parse: "none", detail: docs.EDIT },
    )
    .post(
      "/api/v1/projects/:name/rotate",
      async ({ params, request }) => {
        const { grace } = await readBody(RotateBodySchema, request);
        return shown(changes.rotate(params.name, readGrace(grace), now()));
      },
      { parse: "none", detail: docs.ROTATE },
    )
    .post(
      "/api/v1/projects/:name/retire",
      ({ params }) => shown(changes.setState(params.name, "retired", now())),
      { parse: "none", detail: docs.RETIRE },
    )
    .post(
      "/api/v1/projects/:name/restore",
      ({ params }) => shown(changes.setState(params.name, "active", now())),
      { parse: "none", detail: docs.RESTORE },
    );
}

function definitionOf(
  { projects }: Pick<Services, "projects">,
  name: string,
): ProjectDefinitionView {
  const project = projects.find((each) => each.name === name);
  if (project === undefined) throw new CodedError("project_unknown", "There is no such project.");
  return definitionView(project);
}

function readGrace(text: string | undefined): number {
  const grace = text === undefined ? GRACE : parseQuantity("duration", text);
  if (grace !== null && grace <= MAX_GRACE) return grace;
  const message = 'must be a duration such as "0s", "12h" or "7d", at most "90d"';
  throw invalidBody([{ path: "grace", message }]);
}
