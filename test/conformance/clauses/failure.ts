import { type Clause, demand } from "../clause.ts";
import { exercise } from "../exercise.ts";
import { violations } from "../reports.ts";
import { watchUnhandled } from "../watch/unhandled.ts";

/** What becomes of reports while the destination cannot be reached. */
export const failure: readonly Clause[] = [
  {
    id: "failure/throws",
    rule: "throws while the destination is unreachable, and neither accepts nor rejects",
    needs: ["outage"],
    async run(stage) {
      const subject = await stage.open();
      const before = stage.network.requests;
      await stage.beginOutage();
      const outcome = await subject.tryWrite(violations(3));
      const rejected = outcome.kind === "accepted" ? outcome.rejected.length : 0;
      demand(
        rejected === 0,
        `write() rejected ${rejected} of 3 reports while the destination was unreachable. Rejected reports are never sent again; throw, and the batch comes again.`,
      );
      demand(
        outcome.kind !== "accepted",
        "write() resolved while the destination was unreachable, so that its reports are lost. Throw whatever went wrong; the host logs it and tries again.",
      );
      stage.expectRequest(before);
    },
  },
  {
    id: "failure/transient",
    rule: "does not stop for ever because of an outage",
    needs: ["outage"],
    async run(stage) {
      const subject = await stage.open();
      await stage.beginOutage();
      const outcome = await subject.tryWrite(violations(3));
      demand(
        outcome.kind !== "fatal",
        `write() threw a fatal SinkError while the destination was unreachable: ${outcome.kind === "fatal" ? outcome.error : ""}. Fatal is for settings and credentials that a person has to change; throw a plain error.`,
      );
    },
  },
  {
    id: "failure/recovers",
    rule: "writes the same batch once the destination is back",
    needs: ["outage"],
    async run(stage) {
      const [before, during, after] = [violations(4), violations(4), violations(4)];
      const subject = await stage.open();
      await subject.write(before);
      await stage.beginOutage();
      await subject.tryWrite(during);
      await subject.tryWrite(during);
      await stage.endOutage();
      await subject.write(during, "reports that have failed during an outage");
      await subject.write(after);
      await stage.expectHeld(subject, [...before, ...during, ...after], "after an outage");
    },
  },
  {
    id: "failure/refused",
    rule: "does not take a destination's error for an acceptance",
    needs: ["refusal", "probe"],
    async run(stage) {
      const reports = violations(4);
      const subject = await stage.open();
      await subject.write(violations(1));
      await stage.beginRefusal();
      const outcome = await subject.tryWrite(reports);
      const rejected = outcome.kind === "accepted" ? outcome.rejected.length : reports.length;
      demand(
        rejected === reports.length,
        `write() resolved for ${reports.length - rejected} of ${reports.length} reports while the destination answered every write with an error, so that they are lost. Look at what the destination answers, and throw.`,
      );
      await stage.endOutage();
      if (outcome.kind !== "retry") return;
      await subject.write(reports, "reports that the destination had answered with an error");
      await stage.expectHeld(subject, reports, "after the destination took reports again");
    },
  },
  {
    id: "failure/unhandled",
    rule: "leaves no rejection and no error that nobody handles",
    async run(stage) {
      using unhandled = watchUnhandled();
      await exercise(stage);
      const [first] = unhandled.seen;
      demand(
        first === undefined,
        `The sink left ${unhandled.seen.length} errors that nobody handles, the first: ${first}. They would end its process: await every promise, and catch inside of timers and event listeners.`,
      );
    },
  },
];
