import { defineSink } from "tattle/sink";
import { settings } from "./settings.ts";
import { PostgresSink } from "./sink.ts";

/** Keeps reports in a PostgreSQL table, one row each, however many Tattles write into it. */
export default defineSink({
  name: "postgres",
  summary: "Keeps reports in a PostgreSQL table, one row each; several Tattles may share it.",
  config: settings,
  supports: { reader: false, idempotent: true },
  create: (config, context) => new PostgresSink(config, context),
});
