import { type AdmissionSettings, DEFAULT_PROJECT } from "../admission/index.ts";
import type { BuiltInSink, Config } from "../config/config.ts";
import type { ProjectInfo } from "../http/services.ts";
import { CodedError } from "../report/errors.ts";
import type { SinkPlugin } from "../sink/sink.ts";
import type { QuerySetup, SinkSetup } from "../threads/index.ts";

/** The built-in sinks, by type. Passed in, since the registry lies above. */
export type Plugins = Readonly<Record<string, SinkPlugin>>;

export function admissionSettings(config: Config): AdmissionSettings {
  const { projects, sampling, noise, limits } = config;
  return {
    projects,
    algorithm: sampling.algorithm,
    noise: { action: noise.action },
    addressRateLimit: limits.rateLimit,
  };
}

/** The projects as pages and the API show them. */
export function projectInfos({ projects }: Config): ProjectInfo[] {
  if (projects.length === 0) return [{ name: DEFAULT_PROJECT, token: null, retired: false }];
  return projects.map(({ name, tokens, state }) => ({
    name,
    token: tokens[0] ?? null,
    retired: state === "retired",
  }));
}

/**
 * The sinks as the delivery thread takes them.
 *
 * @throws CodedError `sink_unsupported`
 */
export function sinkSetups(config: Config): SinkSetup[] {
  return builtIns(config).map((sink) => ({
    name: sink.name,
    type: sink.type,
    config: sink.config,
    settings: {
      maxReports: sink.batch.maxReports,
      maxBytes: sink.batch.maxBytes,
      maxAge: sink.batch.maxAge,
      timeout: sink.timeout,
      retry: sink.retry,
    },
    maxBacklog: sink.maxBacklog,
    onFull: sink.onFull,
    start: sink.start,
  }));
}

/** The sink that answers the API: the first in the config that offers a reader. */
export function querySetup(config: Config, plugins: Plugins): QuerySetup | null {
  const sink = builtIns(config).find(({ type }) => plugins[type]?.supports.reader);
  if (!sink) return null;
  const { name, type } = sink;
  return { dir: config.data, logLevel: config.log.level, name, type, config: sink.config };
}

function builtIns(config: Config): BuiltInSink[] {
  return config.sinks.map((sink) => {
    if (sink.kind === "builtin") return sink;
    throw new CodedError(
      "sink_unsupported",
      `Sink ${sink.name}: this release runs built-in sinks only, not ${sink.module}.`,
    );
  });
}
