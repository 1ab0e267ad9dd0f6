import { PROJECT_DEFINITION } from "./examples.ts";
import { operation } from "./operation.ts";
import { ProjectDefinitionSchema } from "./schema/project.ts";
import {
  NewProjectBodySchema,
  ProjectNameSchema,
  ProjectSettingsBodySchema,
  RotateBodySchema,
} from "./schema/project-edit.ts";

const shared = {
  tag: "Operation",
  changes: true,
  answer: ProjectDefinitionSchema,
  example: PROJECT_DEFINITION,
} as const;

export const CREATE = operation({
  ...shared,
  operationId: "createProject",
  body: {
    schema: NewProjectBodySchema,
    example: { name: "shop", origins: ["https://shop.example"], requireTokens: true },
  },
  summary: "Make a project",
  description:
    "It takes reports at once. Settings are those of `[[projects]]` in the config file, in camelCase. While no project is declared, reports need no token; the first project ends that, and asks for `requireTokens`.",
  answerIs: "The project with its token.",
  status: 201,
  errors: [
    "request_invalid",
    "project_exists",
    "project_from_file",
    "project_token_taken",
    "tokens_become_required",
    "control_full",
    "control_unavailable",
  ],
});

export const EDIT = operation({
  ...shared,
  operationId: "editProject",
  path: ProjectNameSchema,
  body: {
    schema: ProjectSettingsBodySchema,
    example: { quotaPerDay: 100_000, rateLimit: null },
  },
  summary: "Change a project's settings",
  description:
    "At once, for the reports that come from now on. The name stays: reports are stored under it. Counters, limits and quotas go on from where they are.",
  answerIs: "The project as it is now.",
  errors: ["request_invalid", "project_unknown", "project_from_file", "control_unavailable"],
});

export const ROTATE = operation({
  ...shared,
  operationId: "rotateProjectToken",
  path: ProjectNameSchema,
  body: { schema: RotateBodySchema, example: { grace: "7d" } },
  summary: "Give a project a new token",
  description:
    "The tokens until now stay good for `grace`, so that pages that are open, or cached, lose nothing; then their reports are dropped as `unknown_token`.",
  answerIs: "The project, its new token first.",
  errors: [
    "request_invalid",
    "project_unknown",
    "project_from_file",
    "control_full",
    "control_unavailable",
  ],
});

export const RETIRE = operation({
  ...shared,
  operationId: "retireProject",
  path: ProjectNameSchema,
  summary: "Retire a project",
  description: "Its reports are dropped as `retired_project` from now on. What is stored stays.",
  answerIs: "The project as it is now.",
  errors: ["project_unknown", "project_from_file", "control_unavailable"],
});

export const RESTORE = operation({
  ...shared,
  operationId: "restoreProject",
  path: ProjectNameSchema,
  summary: "Take a retired project back",
  description: "Its reports are kept again, under the tokens that it has.",
  answerIs: "The project as it is now.",
  errors: ["project_unknown", "project_from_file", "control_unavailable"],
});
