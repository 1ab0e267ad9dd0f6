import { type Static, Type } from "@sinclair/typebox";
import { DROP_REASONS, type DropReason } from "../../../report/drop.ts";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";

const ByReason = Type.Unsafe<Partial<Record<DropReason, number>>>({
  type: "object",
  properties: Object.fromEntries(
    DROP_REASONS.map((reason) => [reason, { type: "integer", minimum: 1 }]),
  ),
  additionalProperties: false,
  description: "The dropped ones by reason. Reasons that did not occur are left out.",
});

export const TallySchema = Type.Object(
  {
    received: Total("Kept and dropped together."),
    kept: Total("Accepted into the journal."),
    dropped: Total("Not kept, for one of the reasons."),
    byReason: ByReason,
    refused: Total(
      "Answered 503 because they could not be stored, so that senders keep them. Not among the received.",
    ),
    imported: Total(
      "Brought by imports, counted again by each that brings them. Not among the received.",
    ),
  },
  {
    $id: "Tally",
    description: "What became of received reports. `kept` + `dropped` = `received`.",
  },
);

/** Counts of received reports. */
export type Tally = Static<typeof TallySchema>;

const WarningSchema = Type.Object(
  {
    code: Type.String({ description: "What is wrong; stable." }),
    value: Type.String({ description: "The offending value, cut." }),
    firstSeen: Timestamp("When it was first seen."),
    lastSeen: Timestamp("When it was last seen."),
    count: Total("Reports that carried it."),
  },
  { $id: "ProjectWarning", description: "A setting in a report URL that makes no sense." },
);

const ProjectTokenSchema = Type.Object(
  {
    token: Type.String({ description: "The `token` of report URLs. Public." }),
    createdAt: Nullable(Timestamp("When it was made."), "`null` for one of the config file."),
    endsAt: Nullable(Timestamp("When it ends."), "`null`: it stays."),
  },
  { $id: "ProjectToken" },
);

const SettingsSchema = Type.Object(
  {
    origins: Nullable(Type.Array(Type.String()), "Accepted origins of documents; `null`: all."),
    types: Nullable(Type.Array(Type.String()), "Accepted report types; `null`: all."),
    noise: OneOf(["tag", "drop"], "What becomes of noise."),
    rateLimit: Nullable(
      Type.Object({ perSecond: Type.Number(), burst: Type.Integer() }),
      "More reports are dropped as `rate_limited`; `null`: off.",
    ),
    quotaPerDay: Nullable(
      Type.Integer(),
      "More reports of a UTC day are dropped as `quota_exceeded`; `null`: unbounded.",
    ),
  },
  { $id: "ProjectSettings", description: "What decides about the reports of a project." },
);

const source = OneOf(
  ["file", "control", "default"],
  "Who declares it: the config file, where it cannot be changed from here; people at run time; or nobody, while no project is declared.",
);
const tokens = Type.Array(ProjectTokenSchema, {
  description: "All that name it now, the one to use first.",
});

export const ProjectDefinitionSchema = Type.Object(
  {
    name: Type.String(),
    source,
    retired: Type.Boolean({ description: "Its reports are dropped as `retired_project`." }),
    tokens,
    settings: SettingsSchema,
  },
  { $id: "ProjectDefinition", description: "A project and what decides about its reports." },
);

/** A project without its counts, as the API shows it. */
export type ProjectDefinitionView = Static<typeof ProjectDefinitionSchema>;

export const ProjectSchema = Type.Object(
  {
    name: Nullable(Type.String(), "`null`: reports whose token names no project."),
    configured: Type.Boolean({ description: "False for one that only counters remember." }),
    retired: Type.Boolean({ description: "Its reports are dropped as `retired_project`." }),
    source: Nullable(source, "`null` where only counters remember it."),
    tokens,
    settings: Nullable(SettingsSchema, "`null` where only counters remember it."),
    total: TallySchema,
    lastDay: TallySchema,
    warnings: Type.Array(WarningSchema),
  },
  { $id: "Project", description: "A project and what became of its reports." },
);

/** A project as the API shows it. */
export type ProjectView = Static<typeof ProjectSchema>;

export const ProjectListSchema = Type.Object(
  { items: Type.Array(ProjectSchema) },
  { $id: "ProjectList", description: "All projects; `lastDay` begins with a full hour." },
);
