import discard from "../plugins/discard/index.ts";
import file from "../plugins/file/index.ts";
import otlp from "../plugins/otlp/index.ts";
import postgres from "../plugins/postgres/index.ts";
import posthog from "../plugins/posthog/index.ts";
import sqlite from "../plugins/sqlite/index.ts";
import stdout from "../plugins/stdout/index.ts";
import webhook from "../plugins/webhook/index.ts";
import { CodedError } from "./report/errors.ts";
import type { SinkPlugin } from "./sink/sink.ts";

/**
 * The sinks that are part of Tattle, by the `type` of the config. The only place that knows them:
 * without a line here and its folder under `plugins/` everything else still compiles.
 */
export const PLUGINS = {
  discard,
  file,
  otlp,
  postgres,
  posthog,
  sqlite,
  stdout,
  webhook,
} satisfies Record<string, SinkPlugin>;

/** @throws CodedError `internal`; the configuration has only let known types through */
export function pluginOf(type: string): SinkPlugin {
  const plugin = new Map<string, SinkPlugin>(Object.entries(PLUGINS)).get(type);
  if (!plugin) throw new CodedError("internal", `No built-in sink of type ${type}.`);
  return plugin;
}
