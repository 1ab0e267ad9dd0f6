import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

/** A service that takes reports until it no longer does, for a page about sinks that has something to show. */
export interface Receiver {
  readonly url: string;
  stop(): Promise<void>;
}

/** A type of report that the service does not know and refuses. */
const REFUSED = "crash";

/**
 * Starts it on a port of this machine. It takes batches but for those with a report of a type that
 * it does not know, and after so many reports says that it is down.
 *
 * @throws what `Bun.serve` throws
 */
export function startReceiver(reports: number): Receiver {
  let taken = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      const types = typesIn(await request.json());
      if (taken >= reports) return answer(503, "the warehouse is down for maintenance");
      if (types.includes(REFUSED)) return answer(422, `unknown type of event: ${REFUSED}`);
      taken += types.length;
      return new Response(null, { status: 204 });
    },
  });
  return { url: `http://127.0.0.1:${server.port}/events`, stop: () => server.stop(true) };
}

function answer(status: number, text: string): Response {
  return new Response(`${text}\n`, { status });
}

const Batch = Type.Object({
  data: Type.Object({ reports: Type.Array(Type.Object({ type: Type.String() })) }),
});

/** The types of a batch's reports. What is no batch has none. */
function typesIn(json: unknown): string[] {
  return Value.Check(Batch, json) ? json.data.reports.map(({ type }) => type) : [];
}
