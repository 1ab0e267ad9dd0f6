import { defineSink, t } from "tattle/sink";
import { StdoutSink } from "./sink.ts";

const STDOUT = 1;

/** Writes each report as one line of JSON to the standard output. */
export default defineSink({
  name: "stdout",
  summary: "Writes each report as one line of JSON to the standard output.",
  config: t.Object({}, { additionalProperties: false }),
  supports: { reader: false, idempotent: false },
  // Somebody may be watching.
  batch: { maxAge: 100 },
  create: (_config, { clock }) => new StdoutSink(STDOUT, clock),
});
