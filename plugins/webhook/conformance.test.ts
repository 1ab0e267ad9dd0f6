import { afterAll, test } from "bun:test";
import { testSink } from "tattle/conformance";
import plugin from "./index.ts";
import { SECRET, startReceiver } from "./testing.ts";

const receiver = startReceiver(SECRET);
afterAll(() => receiver[Symbol.asyncDispose]());

const BODIES = ["batch", "single"] as const;
for (const body of BODIES) {
  testSink({
    test,
    plugin: { ...plugin, name: `${plugin.name}-${body}` },
    config: {
      url: receiver.url,
      secret: SECRET,
      body,
      headers: { Authorization: "Bearer hunter2-hunter2" },
      private_addresses: "allow",
    },
    probe: () => receiver.reports(),
    outage: "fetch",
  });
}
