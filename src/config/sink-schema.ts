import { Type } from "@sinclair/typebox";
import { Choice, Duration, Size } from "../sink/schema.ts";
import { ModuleSetting, NameSetting } from "./nodes.ts";

/** What a batch may hold. The defaults of the sink's own kind come before these. */
export const BatchSchema = Type.Object(
  {
    max_reports: Type.Integer({
      default: 500,
      minimum: 1,
      maximum: 10_000,
      description: "Most reports in one write.",
    }),
    max_bytes: Size({
      default: "4MiB",
      minimum: "1KiB",
      maximum: "64MiB",
      description: "Most bytes of reports in one write. A single larger report is still written.",
    }),
    max_age: Duration({
      default: "1s",
      maximum: "1h",
      description: "How long the first report of a batch may wait for others.",
    }),
  },
  { description: "How many reports are written at once." },
);

/** The keys that every sink has, whatever its kind. */
export const SinkSchema = Type.Object(
  {
    type: Type.Optional(
      Type.String({ example: "sqlite", description: "A built-in kind; see below." }),
    ),
    use: Type.Optional(
      ModuleSetting({
        example: "./my-sink.ts",
        description:
          "A sink of your own or somebody else's, instead of `type`: a file, or a package that is installed beside the config file. It runs in a process of its own.",
      }),
    ),
    name: Type.Optional(
      NameSetting(
        "archive",
        "Unique; its place in the journal belongs to this name. Default: `type`, or the base name of `use` (of an `index.ts` its folder's).",
      ),
    ),
    config: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        example: {},
        description:
          "The sink's own settings. Those of a built-in kind may stand beside `type` as well.",
      }),
    ),
    memory: Size({
      default: "512MiB",
      minimum: "128MiB",
      description:
        "Only beside `use`: most memory of the sink's process. One that needs more is ended and started again.",
    }),
    batch: BatchSchema,
    timeout: Duration({
      default: "30s",
      minimum: "100ms",
      maximum: "1h",
      description: "How long one write may take. After it the write is abandoned and tried again.",
    }),
    max_backlog: Size({
      default: "2GiB",
      minimum: "1MiB",
      description: "How much the journal holds back for this sink while it is behind.",
    }),
    on_full: Choice(["drop_oldest", "block"], {
      default: "drop_oldest",
      description:
        "Past `max_backlog`: skip this sink's oldest reports, or answer browsers 503 until it has caught up.",
    }),
    start: Choice(["end", "oldest"], {
      default: "end",
      description: "Where a sink with a new name begins: at new reports, or at the oldest kept.",
    }),
    retry: Type.Object(
      {
        min: Duration({
          default: "1s",
          minimum: "10ms",
          description: "Wait after the first failure; it doubles with each further one.",
        }),
        max: Duration({ default: "5m", minimum: "10ms", description: "Longest wait." }),
      },
      { description: "Back-off of failed writes." },
    ),
  },
  { description: "A destination for reports. Without any: one of type `sqlite`." },
);

/** What built-in and other sinks have in common. */
export const CommonSchema = Type.Omit(SinkSchema, ["memory"]);

/** What only a sink with a process of its own has. */
export const ProcessSchema = Type.Pick(SinkSchema, ["memory"]);
