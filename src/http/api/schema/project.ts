import { type Static, Type } from "@sinclair/typebox";
import { DROP_REASONS, type DropReason } from "../../../report/drop.ts";
import { Nullable, Timestamp, Total } from "./common.ts";

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

export const ProjectSchema = Type.Object(
  {
    name: Nullable(Type.String(), "`null`: reports whose token names no project."),
    configured: Type.Boolean({ description: "False for one that only counters remember." }),
    retired: Type.Boolean({ description: "Its reports are dropped as `retired_project`." }),
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
