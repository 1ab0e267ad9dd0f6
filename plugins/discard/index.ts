import { defineSink, t } from "tattle/sink";

/** Accepts everything and keeps nothing: the template for a new sink, and the ceiling in benchmarks. */
export default defineSink({
  name: "discard",
  summary: "Accepts everything and keeps nothing; for measuring and as a template.",
  config: t.Object({}, { additionalProperties: false }),
  supports: { reader: false, idempotent: true },
  create: () => ({
    open: async () => {},
    write: async (_batch, signal) => {
      signal.throwIfAborted();
      return {};
    },
    close: async () => {},
  }),
});
