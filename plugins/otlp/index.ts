import { defineSink } from "tattle/sink";
import { settings } from "./settings.ts";
import { OtlpSink } from "./sink.ts";

/** Exports reports as OpenTelemetry logs over HTTP, to any receiver that speaks OTLP. */
export default defineSink({
  name: "otlp",
  summary:
    "Exports reports as OpenTelemetry logs (OTLP over HTTP): Collector, Loki, Elastic, Datadog and others.",
  config: settings,
  supports: { reader: false, idempotent: false },
  create: (config, context) => new OtlpSink(config, context),
});
