import { type AdmissionSettings, ownRule } from "../admission/index.ts";
import type { Config, ExternalSink, SinkConfig } from "../config/config.ts";
import { type DescribeSink, secretsOf } from "../external/index.ts";
import type { ImportSink } from "../imports/index.ts";
import { CodedError } from "../report/errors.ts";
import type { SinkPlugin } from "../sink/sink.ts";
import type { QuerySetup, SinkSetup } from "../threads/index.ts";

/** The built-in sinks, by type. Passed in, since the registry lies above. */
export type Plugins = Readonly<Record<string, SinkPlugin>>;

/** What admission goes by, of a configuration. */
export function admissionSettings(config: Config): AdmissionSettings {
  const { projects, sampling, noise, limits } = config;
  return {
    projects,
    algorithm: sampling.algorithm,
    noise: { ...noise, rules: noise.rules.map(ownRule) },
    addressRateLimit: limits.rateLimit,
  };
}

/**
 * The sinks as the delivery thread takes them.
 *
 * @throws CodedError `sink_unusable` where a third party's module cannot be used
 */
export function sinkSetups(config: Config, describe: DescribeSink): Promise<SinkSetup[]> {
  const hidden = config.secretVariables;
  return Promise.all(config.sinks.map((sink) => sinkSetup(sink, hidden, describe)));
}

async function sinkSetup(
  sink: SinkConfig,
  hidden: readonly string[],
  describe: DescribeSink,
): Promise<SinkSetup> {
  const kind =
    sink.kind === "builtin"
      ? { type: sink.type, external: null }
      : await externalKind(sink, hidden, describe);
  return {
    ...kind,
    name: sink.name,
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
  };
}

/** A third party's sink is of the kind that its module says it is. */
async function externalKind(
  { name, module, from, memory, timeout, config }: ExternalSink,
  hidden: readonly string[],
  describe: DescribeSink,
): Promise<Pick<SinkSetup, "type" | "external">> {
  const ref = { module, from };
  const described = await describe(ref, { hidden });
  if (!described.ok) throw new CodedError("sink_unusable", `Sink ${name}: ${described.problem}`);
  const { name: type, supports, config: schema } = described.manifest;
  const secrets = secretsOf(schema, config);
  return { type, external: { ref, memory, supports, secrets, hidden, timeout } };
}

/** The sinks as imports see them. */
export function importSinks(sinks: readonly SinkSetup[], plugins: Plugins): ImportSink[] {
  return sinks.map(({ name, type, external, config, maxBacklog }) => {
    const plugin = external === null ? plugins[type] : undefined;
    const { reader = false } = (external ?? plugin)?.supports ?? {};
    return { name, reader, keeps: plugin?.keeps?.(config) ?? null, maxBacklog };
  });
}

/** The sink that answers the API: the first in the config that offers a reader. */
export function querySetup(
  config: Config,
  sinks: readonly SinkSetup[],
  plugins: Plugins,
): QuerySetup | null {
  const sink = sinks.find(({ type, external }) => {
    return (external ?? plugins[type])?.supports.reader;
  });
  if (!sink) return null;
  const { name, type, external } = sink;
  const { data: dir, log } = config;
  return { dir, logLevel: log.level, name, type, config: sink.config, external };
}
