import type { Report } from "tattle/sink";
import { type Clause, demand } from "../clause.ts";
import { Courier, type Fault } from "../courier.ts";
import { violations } from "../reports.ts";
import type { Stage } from "../stage.ts";

/** The same through the host's own journal and delivery loop, which retries, slices and restarts. */
export const delivery: readonly Clause[] = [
  {
    id: "delivery/all",
    rule: "through the delivery loop: everything arrives",
    needs: ["probe"],
    run: (stage) => deliver(stage, { when: "after delivery without any fault", once: true }),
  },
  {
    id: "delivery/lost-answer",
    rule: "through the delivery loop: everything arrives although answers are lost",
    needs: ["probe"],
    run: (stage) =>
      deliver(stage, {
        when: "after batches that were written, but came again because nobody heard of it",
        fault: async (write, { number, signal }) => {
          const result = await write(signal);
          if (number % 2 === 1) throw new Error("The kit loses the answer to this attempt.");
          return result;
        },
      }),
  },
  {
    id: "delivery/time-limit",
    rule: "through the delivery loop: everything arrives although attempts overrun their limit",
    needs: ["probe"],
    run: (stage) =>
      deliver(stage, {
        when: "after attempts that were aborted half way",
        fault: async (write, { number, signal }) => {
          if (number % 2 === 0) return write(signal);
          const limit = new AbortController();
          const writing = write(AbortSignal.any([signal, limit.signal]));
          limit.abort(new Error("No answer within the limit."));
          return writing;
        },
      }),
  },
  {
    id: "delivery/restart",
    rule: "through the delivery loop: everything arrives although Tattle is stopped inside of a write",
    needs: ["probe"],
    async run(stage) {
      const reports = violations(35);
      await using courier = await Courier.of(stage);
      await courier.append(reports);
      const written = Promise.withResolvers<void>();
      courier.fault = async (write, { number, signal }) => {
        const result = await write(signal);
        if (number < 2) return result;
        written.resolve();
        await ended(signal);
        throw new Error("Tattle is gone before it knows of this write.");
      };
      courier.start();
      await written.promise;
      await courier.stop();
      courier.fault = (write, { signal }) => write(signal);
      courier.start();
      await expectDelivered(stage, courier, reports, { when: "after a restart inside of a write" });
    },
  },
  {
    id: "delivery/poison",
    rule: "through the delivery loop: reports that always fail cost no others",
    needs: ["probe"],
    async run(stage) {
      const reports = violations(35);
      // Neighbours, so that the host has to look further for a report that passes.
      const poison = reports.slice(14, 16);
      const bad = new Set(poison.map(({ id }) => id));
      const others = reports.filter(({ id }) => !bad.has(id));
      await using courier = await Courier.of(stage);
      await courier.append(reports);
      courier.fault = async (write, { batch, signal }) => {
        if (batch.reports.some(({ id }) => bad.has(id))) throw new Error("The kit's poison.");
        return write(signal);
      };
      courier.start();
      await expectDelivered(stage, courier, others, {
        when: "after two poisonous reports were found by halving their batch",
        letters: poison,
      });
    },
  },
  {
    id: "delivery/rejected",
    rule: "through the delivery loop: what is rejected becomes a dead letter, all else arrives",
    needs: ["probe", "unacceptable"],
    async run(stage) {
      const { unacceptable } = stage.options;
      if (!unacceptable) return;
      const reports = violations(35).map((report, at) =>
        at % 4 === 1 ? unacceptable(report) : report,
      );
      const bad = reports.filter((_, at) => at % 4 === 1);
      const good = reports.filter((_, at) => at % 4 !== 1);
      await using courier = await Courier.of(stage);
      await courier.append(reports);
      courier.start();
      await expectDelivered(stage, courier, good, { when: "next to rejected ones", letters: bad });
    },
  },
  {
    id: "delivery/outage",
    rule: "through the delivery loop: everything arrives after an outage",
    needs: ["probe", "outage"],
    async run(stage) {
      const reports = violations(35);
      await using courier = await Courier.of(stage);
      await courier.append(reports.slice(0, 20));
      courier.start();
      await courier.finish();
      await stage.beginOutage();
      const before = courier.attempts;
      await courier.append(reports.slice(20));
      while (courier.attempts < before + 2 && courier.delivering) await Bun.sleep(1);
      await stage.endOutage();
      await expectDelivered(stage, courier, reports, { when: "after an outage" });
    },
  },
];

interface Expectation {
  /** For the message. */
  when: string;
  /** Nothing came twice, so that every sink has it once. */
  once?: boolean;
  fault?: Fault;
  /** Who has to be among the dead letters; nobody else may be. */
  letters?: readonly Report[];
}

async function deliver(stage: Stage, expectation: Expectation): Promise<void> {
  const reports = violations(35);
  await using courier = await Courier.of(stage);
  await courier.append(reports);
  if (expectation.fault) courier.fault = expectation.fault;
  courier.start();
  await expectDelivered(stage, courier, reports, expectation);
}

async function expectDelivered(
  stage: Stage,
  courier: Courier,
  reports: readonly Report[],
  { when, once = stage.plugin.supports.idempotent, letters = [] }: Expectation,
): Promise<void> {
  await courier.finish();
  const status = courier.status();
  demand(
    status?.state !== "stopped",
    `Delivery has stopped for ever ${when}: ${status?.lastError?.message}. Throw a fatal SinkError for settings and credentials only.`,
  );
  await courier.stop();
  const found = courier.deadLetters();
  const stray = found.find(({ id }) => !letters.some((letter) => letter.id === id));
  demand(
    stray === undefined,
    `A good report became a dead letter ${when}: ${stray?.reason}. Whether a report is accepted must not depend on the batch that it comes in.`,
  );
  demand(
    found.length === letters.length,
    `${found.length} of ${letters.length} reports that cannot be accepted became dead letters ${when}.`,
  );
  await stage.arrivals.expect(courier.home, reports, when, once);
  await stage.arrivals.expectNone(courier.home, letters, "that became dead letters");
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
