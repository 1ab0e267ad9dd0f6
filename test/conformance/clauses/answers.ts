import type { Outcome } from "../../../src/delivery/outcome.ts";
import { type Clause, demand } from "../clause.ts";
import { ANSWER_LIMIT, cut, endless, page, type Seen } from "../network.ts";
import { violations } from "../reports.ts";
import type { Stage } from "../stage.ts";

/** What an HTTP service may answer other than what was hoped for. */
export const answers: readonly Clause[] = [
  {
    id: "failure/server-error",
    rule: "throws when the answer is 500 or 503 with a web page",
    needs: ["fetch"],
    async run(stage) {
      for (const status of [500, 503]) {
        expectRetry(await answered(stage, () => page(status)), `answered ${status}`);
      }
    },
  },
  {
    id: "failure/redirect",
    rule: "does not take a redirect for an acceptance",
    needs: ["fetch"],
    async run(stage) {
      const location = "https://elsewhere.example/";
      const outcome = await answered(stage, () => page(302, { location }));
      demand(
        outcome.kind !== "accepted" || outcome.rejected.length > 0,
        "write() resolved although the destination answered 302 to another address. Nothing is stored there; throw for every status that is not 2xx.",
      );
    },
  },
  {
    id: "failure/retry-after",
    rule: "passes Retry-After on in milliseconds, if at all",
    needs: ["fetch"],
    async run(stage) {
      const outcome = await answered(stage, () => page(503, { "retry-after": "7" }));
      expectRetry(outcome, "answered 503");
      const asked = outcome.kind === "retry" ? outcome.retryAfter : null;
      demand(
        asked === null || (asked >= 6_000 && asked <= 60_000),
        `The destination asked for 7 seconds (Retry-After: 7), and write() threw a SinkError with retryAfter ${asked}. It is in milliseconds: 7000.`,
      );
    },
  },
  {
    id: "failure/cut",
    rule: "throws when the connection breaks off inside of an error's body",
    needs: ["fetch"],
    async run(stage) {
      expectRetry(await answered(stage, () => cut(500)), "answered 500 with half of a body");
    },
  },
  {
    id: "failure/endless",
    rule: "does not read an answer without end into memory",
    needs: ["fetch"],
    async run(stage) {
      for (const status of [200, 500]) {
        let taken = 0;
        await answered(stage, () =>
          endless(status, (bytes) => {
            taken = bytes;
          }),
        );
        demand(
          taken <= ANSWER_LIMIT,
          `write() read more than ${ANSWER_LIMIT >> 20} MiB of an answer without end (status ${status}). Read some KiB of response.body and cancel the rest, instead of text() or json().`,
        );
      }
    },
  },
];

/** One write that the destination answers like this. */
async function answered(stage: Stage, make: (request: Seen) => Response): Promise<Outcome> {
  const subject = await stage.open();
  const before = stage.network.requests;
  stage.network.weather = { kind: "answer", make };
  const outcome = await subject.tryWrite(violations(3));
  stage.expectRequest(before);
  stage.network.weather = { kind: "clear" };
  await subject.close();
  return outcome;
}

function expectRetry(outcome: Outcome, what: string): void {
  demand(
    outcome.kind === "retry",
    outcome.kind === "accepted"
      ? `write() resolved although the destination ${what}. Check response.ok, and throw.`
      : `write() threw a fatal SinkError although the destination ${what}. A server's trouble passes: throw a plain error.`,
  );
}
