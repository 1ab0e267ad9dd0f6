import { defineSink } from "tattle/sink";
import { settings } from "./settings.ts";
import { FileSink } from "./sink.ts";

/** Appends each report as one line of JSON to a file, which it rotates and compresses. */
export default defineSink({
  name: "file",
  summary: "Appends each report as one line of JSON to a file, with rotation and compression.",
  config: settings,
  supports: { reader: false, idempotent: false, deferred: true },
  batch: { maxReports: 1_000 },
  create: (config, context) => new FileSink(config, context),
});
