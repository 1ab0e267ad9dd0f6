import { type Batch, SinkError } from "tattle/sink";
import { isRefused, type Mutant, made, Reference } from "./mutant.ts";

type Check = (response: Response, signal: AbortSignal) => Promise<void>;

/** A sink that looks at answers in its own way, and throws what the check throws. */
export function judging(check: Check) {
  return made(
    class extends Reference {
      override async request(method: string, body: string | null, signal: AbortSignal) {
        const { url, token, table } = this.settings;
        const headers = { authorization: `Bearer ${token}`, table };
        const init = { method, headers, body, signal, redirect: "manual" as const };
        await check(await this.context.fetch(url, init), signal);
      }
    },
  );
}

/** A sink that does something else where the connection is refused. */
function refused(instead: (batch: Batch) => { rejected?: [] } | Promise<never>) {
  return made(
    class extends Reference {
      override async write(batch: Batch, signal: AbortSignal) {
        try {
          return await super.write(batch, signal);
        } catch (error) {
          if (isRefused(error)) return instead(batch);
          throw error;
        }
      }
    },
  );
}

function failed(status: number): never {
  throw new SinkError(`The service answered ${status}.`);
}

export const failure: readonly Mutant[] = [
  {
    clause: "failure/throws",
    what: "swallows that nobody answers",
    plugin: refused(() => ({})),
    also: ["delivery/outage"],
    options: { limit: 2_000 },
  },
  {
    clause: "failure/throws",
    what: "rejects what it cannot send just now",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          try {
            return await super.write(batch, signal);
          } catch (error) {
            if (!isRefused(error)) throw error;
            return { rejected: batch.reports.map((_, index) => ({ index, reason: "no answer" })) };
          }
        }
      },
    ),
    also: ["delivery/outage"],
    options: { limit: 2_000 },
  },
  {
    clause: "failure/throws",
    what: "does not use context.fetch",
    plugin: made(
      class extends Reference {
        override async request() {}
      },
    ),
    without: ["probe"],
    options: { limit: 1_500 },
    also: ["server-error", "redirect", "retry-after", "cut", "endless"].map(
      (id) => `failure/${id}`,
    ),
  },
  {
    clause: "failure/transient",
    what: "stops where nobody answers",
    plugin: refused(() => {
      throw new SinkError("nobody there", { fatal: true });
    }),
    also: ["delivery/outage"],
  },
  {
    clause: "failure/recovers",
    what: "gives a batch up after two failures",
    plugin: made(
      class extends Reference {
        readonly #failures = new Map<string, number>();
        override async write(batch: Batch, signal: AbortSignal) {
          const failures = this.#failures.get(batch.id) ?? 0;
          if (failures === 2) return {};
          this.#failures.set(batch.id, failures + 1);
          const result = await super.write(batch, signal);
          this.#failures.delete(batch.id);
          return result;
        }
      },
    ),
    also: ["delivery/outage"],
  },
  {
    clause: "failure/refused",
    what: "looks at no answer of a destination that the kit cannot reach",
    plugin: judging(async ({ body }) => body?.cancel()),
    direct: true,
  },
  {
    clause: "failure/unhandled",
    what: "a promise that nobody waits for",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          void Promise.reject(new Error("nobody waits for this"));
          return super.write(batch, signal);
        }
      },
    ),
  },
  {
    clause: "failure/server-error",
    what: "takes 500 for an acceptance",
    plugin: judging(async ({ status }) => {
      if (status !== 500 && status >= 300) failed(status);
    }),
    also: ["failure/cut"],
  },
  {
    clause: "failure/server-error",
    what: "stops for ever on 503",
    plugin: judging(async ({ status }) => {
      if (status === 503) throw new SinkError("503", { fatal: true });
      if (status >= 300) failed(status);
    }),
    also: ["failure/retry-after"],
  },
  {
    clause: "failure/redirect",
    what: "takes everything below 400 for an acceptance",
    plugin: judging(async ({ status }) => {
      if (status >= 400) failed(status);
    }),
  },
  {
    clause: "failure/retry-after",
    what: "passes seconds on as milliseconds",
    plugin: judging(async ({ ok, headers }) => {
      const retryAfter = Number(headers.get("retry-after") ?? 0);
      if (!ok) throw new SinkError("later", { retryAfter });
    }),
  },
  {
    clause: "failure/cut",
    what: "takes an error that breaks off for none",
    plugin: judging(async ({ ok, status, body }) => {
      if (ok) return;
      const reader = body?.getReader();
      await reader?.read();
      const more = await reader?.read().catch(() => null);
      if (more !== null) failed(status);
    }),
  },
  {
    clause: "failure/endless",
    what: "reads whatever the answer holds",
    plugin: judging(async (response) => {
      await response.text();
      if (!response.ok) failed(response.status);
    }),
  },
];
