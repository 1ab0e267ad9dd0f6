import { Type } from "@sinclair/typebox";
import { NewProjectSchema, ProjectSettingsSchema } from "../../../config/index.ts";
import { publishedFields } from "./published.ts";

export const NewProjectBodySchema = Type.Object(
  {
    ...publishedFields(NewProjectSchema, false),
    requireTokens: Type.Optional(
      Type.Boolean({
        description:
          "Needed for the first project of all: without any, reports need no token and belong to `default`; from then on they need one.",
      }),
    ),
  },
  {
    $id: "NewProject",
    description: "What a project is to be. Without `token` a random one is made.",
    additionalProperties: false,
  },
);

export const ProjectSettingsBodySchema = Type.Object(publishedFields(ProjectSettingsSchema, true), {
  $id: "ProjectEdit",
  description: "What to change. What is left out stays; `null` removes a setting.",
  additionalProperties: false,
  minProperties: 1,
});

export const RotateBodySchema = Type.Object(
  {
    grace: Type.Optional(
      Type.String({
        maxLength: 20,
        description:
          'How long the tokens until now stay good: `"0s"` to `"90d"`, by default `"7d"`.',
      }),
    ),
  },
  { $id: "TokenRotation", additionalProperties: false },
);

export const ProjectNameSchema = Type.Object({
  name: Type.String({ description: "The project's name.", example: "shop" }),
});
