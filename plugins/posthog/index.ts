import { defineSink } from "tattle/sink";
import { settings } from "./settings.ts";
import { PostHogSink } from "./sink.ts";

/** Forwards violations and crashes to PostHog as its own `/report/` endpoint would have stored them. */
export default defineSink({
  name: "posthog",
  summary: "Forwards violations and crashes to PostHog as its own endpoint would have stored them.",
  config: settings,
  supports: { reader: false, idempotent: true },
  create: (config, context) => new PostHogSink(config, context),
});
