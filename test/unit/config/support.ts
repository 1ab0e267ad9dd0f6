import {
  ConfigError,
  type ConfigSources,
  type LoadedConfig,
  loadConfig,
  type Manifest,
  type Manifests,
  renderProblem,
} from "../../../src/config/index.ts";
import { Choice, Duration, Secret, Size, t } from "../../../src/sink/index.ts";

const supports = { reader: false, idempotent: true };

/** A kind of sink with every notation that plugins have. */
export const mail: Manifest = {
  name: "mail",
  summary: "Sends reports by mail.",
  supports,
  batch: { maxReports: 50 },
  config: t.Object({
    host: t.String({ default: "localhost", pattern: "^[a-z.]+$", description: "Server." }),
    port: t.Integer({ default: 25, minimum: 1, maximum: 65_535, description: "Port." }),
    quiet: t.Optional(t.Boolean({ description: "Whether to be quiet." })),
    format: Choice(["text", "html"], { default: "text", description: "Format." }),
    pause: Duration({ default: "10s", minimum: "1s", maximum: "1h", description: "Pause." }),
    largest: t.Optional(Size({ description: "Largest mail." })),
    password: t.Optional(Secret({ description: "Password." })),
    to: t.Optional(t.Array(t.String(), { minItems: 1, description: "To whom." })),
    headers: t.Optional(t.Record(t.String(), t.String(), { description: "Headers." })),
    auth: t.Optional(
      t.Union(
        [
          t.Object({ type: t.Literal("basic"), user: t.String() }),
          t.Object({ type: t.Literal("bearer"), token: Secret() }),
        ],
        { description: "How to log in.", example: { type: "basic", user: "me" } },
      ),
    ),
    tag: t.Optional(t.Union([t.String(), t.Array(t.String())], { description: "Tags." })),
  }),
};

const sqlite: Manifest = {
  name: "sqlite",
  summary: "Keeps reports.",
  supports: { reader: true, idempotent: true },
  config: t.Object({}),
};

export const MANIFESTS: Manifests = { mail, sqlite };

/** The files that secrets can be read from. */
export const FILES: Readonly<Record<string, string>> = {
  "/etc/tattle/password": "from-a-file\n",
  "/etc/tattle/empty": "",
};

/** Reads {@link FILES}, and fails for others as the file system does. */
export function readFile(path: string): string {
  const text = FILES[path];
  if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
  return text;
}

/** What a test may know beside the config file. */
export interface World extends Partial<ConfigSources> {
  manifests?: Manifests;
  unusable?: ReadonlyMap<string, string>;
}

/** Loads a config whose file is `/etc/tattle/tattle.toml`, with `/srv` as working folder. */
export function load(text: string | null, world: World = {}): LoadedConfig {
  const { manifests = {}, unusable, ...sources } = world;
  const file = text === null ? {} : { file: { path: "/etc/tattle/tattle.toml", text } };
  const all = { ...file, env: {}, flags: [], cwd: "/srv", ...sources };
  return loadConfig(all, { ...MANIFESTS, ...manifests }, readFile, unusable);
}

/** The rendered problems of a config, the file's path left out; empty for a good one. */
export function problemsOf(text: string | null, world: World = {}): string[] {
  try {
    load(text, world);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) =>
      renderProblem(problem).replace("/etc/tattle/tattle.toml:", ""),
    );
  }
}
