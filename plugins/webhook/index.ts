import { defineSink, lookUp } from "tattle/sink";
import { settings } from "./settings.ts";
import { WebhookSink } from "./sink.ts";

/** POSTs reports to an HTTP endpoint, signed by the Standard Webhooks scheme. */
export default defineSink({
  name: "webhook",
  summary: "POSTs reports as JSON to your own HTTP endpoint, signed as Standard Webhooks are.",
  config: settings,
  // Whether a second copy counts is up to the receiver.
  supports: { reader: false, idempotent: false },
  // Stays below the 1 MiB that many a web server takes by default.
  batch: { maxReports: 100 },
  create: (config, context) => new WebhookSink(config, context, lookUp),
});
