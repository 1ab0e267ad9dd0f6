import { isDeepStrictEqual } from "node:util";
import type { Report, Retagging } from "tattle/sink";
import { type Clause, demand } from "../clause.ts";
import { violations } from "../reports.ts";
import type { Stage } from "../stage.ts";
import type { Subject } from "../subject.ts";

/** What a sink does whose reports are to have other noise tags. */
export const retagging: readonly Clause[] = [
  {
    id: "retag/tags",
    rule: "gives stored reports the tags that it is told, and changes nothing else of them",
    needs: ["reader", "retag"],
    async run(stage) {
      const reports = violations(7);
      const subject = await stage.open();
      await subject.write(reports);
      for (const rules of [byPage("own/x"), byPage("own/y"), none()]) {
        await subject.retag(rules);
        await expectTags(stage, subject, reports, rules);
      }
    },
  },
  {
    id: "retag/counts",
    rule: "moves counts from one noise rule to another, and loses none",
    needs: ["reader", "retag"],
    async run(stage) {
      const reports = violations(7);
      const subject = await stage.open();
      await subject.write(reports);
      for (const rules of [byPage("own/x"), byPage("own/y"), none()]) {
        await subject.retag(rules);
        await expectCounts(stage, subject, reports, rules);
      }
    },
  },
  {
    id: "retag/progress",
    rule: "says over all steps what it has come to",
    needs: ["retag"],
    async run(stage) {
      const reports = violations(7);
      const subject = await stage.open();
      await subject.write(reports);
      const rules = byPage("own/x");
      const { read, changed } = await subject.retag(rules);
      const due = reports.filter((report) => rules.tag(report) !== null).length;
      demand(
        read === reports.length && changed === due,
        `retag() said in the end that it has read ${read} reports and changed ${changed}, and there were ${reports.length} and ${due}. \`read\` and \`changed\` are of all steps so far.`,
      );
    },
  },
  {
    id: "retag/again",
    rule: "is done at once where it was done before, also after a restart",
    needs: ["reader", "retag"],
    async run(stage) {
      const reports = violations(5);
      const first = await stage.open();
      await first.write(reports);
      const rules = byPage("own/x");
      await first.retag(rules);
      await first.sync();
      await expectDone(first, rules, "again");
      await first.close();
      const second = await stage.open(first.home);
      await expectDone(second, rules, "again after a restart");
      await expectTags(stage, second, reports, rules);
    },
  },
  {
    id: "retag/restarted",
    rule: "goes on with a retagging after a restart in the middle of it",
    needs: ["reader", "retag"],
    async run(stage) {
      const reports = violations(7);
      const first = await stage.open();
      await first.write(reports);
      const rules = byPage("own/x");
      await first.retagStep(rules);
      await first.close();
      const second = await stage.open(first.home);
      await second.retag(rules);
      await expectTags(stage, second, reports, rules);
    },
  },
  {
    id: "retag/newer",
    rule: "gives up a retagging for one with another id",
    needs: ["reader", "retag"],
    async run(stage) {
      const reports = violations(7);
      const subject = await stage.open();
      await subject.write(reports);
      await subject.retagStep(byPage("own/x"));
      const newer = byPage("own/y");
      await subject.retag(newer);
      await expectTags(stage, subject, reports, newer);
    },
  },
  {
    id: "retag/writes",
    rule: "keeps what is written between the steps of a retagging",
    needs: ["reader", "retag"],
    async run(stage) {
      const all = violations(7);
      const subject = await stage.open();
      await subject.write(all);
      const rules = byPage("own/x");
      for (let step = 0; step < 3; step += 1) {
        await subject.retagStep(rules);
        const reports = violations(2).map((report) => ({ ...report, noise: rules.tag(report) }));
        await subject.write(reports);
        all.push(...reports);
      }
      await subject.retag(rules);
      await expectTags(stage, subject, all, rules);
    },
  },
];

/** Tags every report but those of every third document. */
function byPage(rule: string): Retagging {
  const tag = ({ url }: Report) => (Number(url?.slice(-1)) % 3 === 0 ? null : rule);
  return { id: Bun.randomUUIDv7(), tag };
}

function none(): Retagging {
  return { id: Bun.randomUUIDv7(), tag: () => null };
}

async function readingOf(stage: Stage, { home }: Subject) {
  const { sink } = await stage.create(home);
  const reading = sink.reader?.();
  demand(reading !== undefined, "supports.reader is true, but the sink has no reader().");
  return reading;
}

async function expectTags(
  stage: Stage,
  subject: Subject,
  reports: readonly Report[],
  { tag }: Retagging,
): Promise<void> {
  const reading = await readingOf(stage, subject);
  for (const report of reports) {
    const found = await reading.report(report.id);
    demand(
      isDeepStrictEqual(found, { ...report, noise: tag(report) }),
      `After a retagging was done, a report did not come back as it was written but for its \`noise\`, which was ${found?.noise} and should be ${tag(report)}.`,
    );
  }
  await reading.close();
}

async function expectCounts(
  stage: Stage,
  subject: Subject,
  reports: readonly Report[],
  { tag }: Retagging,
): Promise<void> {
  const times = reports.map(({ occurredAt }) => occurredAt);
  const span = { from: Math.min(...times), to: Math.max(...times) + 1 };
  const reading = await readingOf(stage, subject);
  const due = reports.filter((report) => tag(report) !== null).length;
  for (const [noise, count] of [
    ["with", reports.length],
    ["only", due],
    ["without", reports.length - due],
  ] as const) {
    const { total } = await reading.overview({ ...span, noise });
    demand(
      total.received === count,
      `After a retagging was done, reader().overview() counted ${total.received} reports with \`noise: "${noise}"\`, and there are ${count}. Counts by noise move along with the tags.`,
    );
  }
  await reading.close();
}

async function expectDone(subject: Subject, rules: Retagging, when: string): Promise<void> {
  const { done } = await subject.retagStep(rules);
  demand(
    done,
    `retag() was not done at once when a retagging that was done came ${when}. Keep the id of the last one that was done: after each start the host asks for it once more.`,
  );
}
