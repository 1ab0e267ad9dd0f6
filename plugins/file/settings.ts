import { Choice, Duration, Path, Size, type Static, t } from "tattle/sink";

/** How rotated files are kept. */
export type Compression = (typeof COMPRESSIONS)[number];

const COMPRESSIONS = ["none", "gzip", "zstd"] as const;

const rotate = t.Object(
  {
    size: Size({
      default: "100MiB",
      description:
        "A write that would make the file larger goes into a new one. `0B`: its size does not matter, as when another program rotates it.",
    }),
    age: t.Optional(
      Duration({
        minimum: "1s",
        example: "1d",
        description:
          "A write that finds the file older than this goes into a new one. Without it age does not matter.",
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: "When the file is put aside." },
);

const keep = t.Object(
  {
    files: t.Optional(
      t.Integer({
        minimum: 0,
        example: 30,
        description: "How many rotated files to keep; the oldest are deleted.",
      }),
    ),
    size: t.Optional(
      Size({
        example: "10GiB",
        description: "What all rotated files may take together; the oldest are deleted.",
      }),
    ),
    age: t.Optional(
      Duration({
        minimum: "1s",
        example: "90d",
        description: "Rotated files are deleted this long after their rotation.",
      }),
    ),
  },
  {
    additionalProperties: false,
    default: {},
    description: "Which rotated files are kept. Without any limit: all, until the disk is full.",
  },
);

/** The settings of a `file` sink, by the names of the config file. */
export const settings = t.Object(
  {
    path: t.Optional(
      Path({
        example: "/var/log/tattle/reports.ndjson",
        description:
          "The file. Default: `reports.ndjson` in the sink's own folder. Its folder is made where it is missing.",
      }),
    ),
    mode: t.String({
      default: "0600",
      pattern: "^0[0-7]{3}$",
      expected: 'the permissions of a file such as "0600" or "0640"',
      description: "The permissions of new files, in octal.",
    }),
    rotate,
    compress: Choice(COMPRESSIONS, {
      default: "gzip",
      description: "How rotated files are compressed.",
    }),
    keep,
  },
  { additionalProperties: false },
);

/** What the plugin reads of them. */
export type Settings = Static<typeof settings>;

/** Which rotated files are kept: their number, bytes, and milliseconds. */
export type Keep = Settings["keep"];
