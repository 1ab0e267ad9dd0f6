/** A third party's sink that does nothing: what remains is what it costs to run it. */
import { defineSink, t } from "tattle/sink";

export default defineSink({
  name: "accept",
  summary: "Accepts everything.",
  config: t.Object({}),
  supports: { reader: false, idempotent: true },
  create: () => ({
    async open() {},
    async write() {
      return {};
    },
    async close() {},
  }),
});
