import { settledWithin, systemClock } from "../../../src/sink/context.ts";
import { type Clause, demand } from "../clause.ts";
import { stalled, type Weather } from "../network.ts";
import { violations } from "../reports.ts";
import type { Stage } from "../stage.ts";

/** How long a call may take to settle after its signal has aborted, in milliseconds. */
const GRACE = 2_000;

/** Less where a clause as a whole has less. */
function graceOf({ options: { limit } }: Stage): number {
  return Math.min(GRACE, (limit ?? Number.POSITIVE_INFINITY) / 2);
}

/** What an aborted signal does: the host gives up on the attempt. */
export const abort: readonly Clause[] = [
  {
    id: "abort/before",
    rule: "throws and writes nothing when the signal has aborted before",
    async run(stage) {
      const reports = violations(3);
      const subject = await stage.open();
      const outcome = await subject.tryWrite(reports, AbortSignal.abort(new Error("Too late.")));
      demand(
        outcome.kind !== "accepted",
        "write() resolved although its signal had aborted before. Begin with signal.throwIfAborted().",
      );
      await subject.sync();
      await stage.arrivals.expectNone(
        subject.home,
        reports,
        "of a write() whose signal had aborted before. Begin with signal.throwIfAborted()",
      );
    },
  },
  {
    id: "abort/during",
    rule: "write() settles soon after its signal has aborted",
    async run(stage) {
      await abortWrite(stage, { kind: "silent" });
    },
  },
  {
    id: "abort/answer",
    rule: "write() settles soon after its signal has aborted inside of an answer's body",
    needs: ["fetch"],
    async run(stage) {
      const make = ({ signal }: { signal: AbortSignal | null }) => stalled(500, signal);
      await abortWrite(stage, { kind: "answer", make });
    },
  },
  {
    id: "abort/open",
    rule: "open() settles soon after its signal has aborted",
    async run(stage) {
      const subject = await stage.create();
      await begin(stage, { kind: "silent" });
      await expectSettled(stage, "open()", (signal) => subject.tryOpen(signal));
    },
  },
  {
    id: "abort/recovers",
    rule: "writes the same batch after an attempt that was aborted",
    async run(stage) {
      const reports = violations(20);
      const subject = await stage.open();
      const aborted = new AbortController();
      const attempt = subject.tryWrite(reports, aborted.signal);
      aborted.abort(new Error("The attempt took too long."));
      await attempt;
      await subject.write(reports, "reports whose first attempt was aborted");
      await stage.expectHeld(subject, reports, "after an attempt that was aborted");
    },
  },
];

async function abortWrite(stage: Stage, weather: Weather): Promise<void> {
  const subject = await stage.open();
  await begin(stage, weather);
  await expectSettled(stage, "write()", (signal) => subject.tryWrite(violations(3), signal));
}

/** The weather, where the kit makes it; else an outage, where the author can; else nothing. */
async function begin(stage: Stage, weather: Weather): Promise<void> {
  const { outage } = stage.options;
  if (outage === "fetch") stage.network.weather = weather;
  else if (outage) await stage.beginOutage();
}

async function expectSettled(
  stage: Stage,
  step: string,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const aborted = new AbortController();
  const calling = call(aborted.signal);
  await Bun.sleep(5);
  aborted.abort(new Error("The attempt took too long."));
  const grace = graceOf(stage);
  demand(
    await settledWithin(systemClock, grace, calling),
    `${step} has not settled ${grace} ms after its signal aborted. Pass the signal to fetch, and end every wait when it aborts.`,
  );
  await calling;
}
