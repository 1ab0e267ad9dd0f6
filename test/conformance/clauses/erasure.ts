import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Erasure, Report } from "tattle/sink";
import { type Clause, demand } from "../clause.ts";
import type { Home } from "../options.ts";
import { violation, violations } from "../reports.ts";
import type { Subject } from "../subject.ts";

/** What a sink does that is told to forget. */
export const erasure: readonly Clause[] = [
  {
    id: "erase/meant",
    rule: "forgets every report that an erasure means, and no other",
    needs: ["probe", "erase"],
    async run(stage) {
      const subject = await stage.open();
      for (const { erasure, meant, others } of cases()) {
        await subject.write(inTurn(meant, others));
        await subject.erase(erasure);
        await stage.expectHeld(subject, others, "after others were erased");
        await stage.arrivals.expectNone(subject.home, meant, "that were erased");
      }
    },
  },
  {
    id: "erase/count",
    rule: "says how many reports it has deleted",
    needs: ["erase"],
    async run(stage) {
      const { erasure, meant, others } = ofPerson(7, null);
      const subject = await stage.open();
      await subject.write(inTurn(meant, others));
      const deleted = await subject.erase(erasure);
      demand(
        deleted === meant.length,
        `erase() said over all its steps that it has deleted ${deleted} reports, and there were ${meant.length} to be deleted. \`reports\` is how many this one step has deleted.`,
      );
    },
  },
  {
    id: "erase/again",
    rule: "finds nothing where an erasure was done before, also after a restart",
    needs: ["erase"],
    async run(stage) {
      const { erasure, meant, others } = ofPerson(3, null);
      const first = await stage.open();
      await first.write(inTurn(meant, others));
      await first.erase(erasure);
      await expectNothing(first, erasure, "again");
      await first.close();
      const second = await stage.open(first.home);
      await expectNothing(second, erasure, "again after a restart");
    },
  },
  {
    id: "erase/restarted",
    rule: "goes on with an erasure after a restart in the middle of it",
    needs: ["probe", "erase"],
    async run(stage) {
      const { erasure, meant, others } = ofPerson(7, null);
      const first = await stage.open();
      await first.write(inTurn(meant, others));
      await first.eraseStep(erasure);
      await first.close();
      const second = await stage.open(first.home);
      await second.erase(erasure);
      await stage.expectHeld(second, others, "after an erasure that a restart interrupted");
      const when = "that were erased, with a restart in the middle";
      await stage.arrivals.expectNone(second.home, meant, when);
    },
  },
  {
    id: "erase/writes",
    rule: "keeps what is written between the steps of an erasure",
    needs: ["probe", "erase"],
    async run(stage) {
      const { erasure, meant, others } = ofPerson(7, null);
      const subject = await stage.open();
      await subject.write(inTurn(meant, others));
      const between: Report[] = [];
      for (let step = 0; step < 3; step += 1) {
        await subject.eraseStep(erasure);
        const reports = violations(2);
        await subject.write(reports);
        between.push(...reports);
      }
      await subject.erase(erasure);
      const when = "that were written between the steps of an erasure";
      await stage.expectHeld(subject, [...others, ...between], when);
    },
  },
  {
    id: "erase/traces",
    rule: "leaves nothing of what was erased in any file of its folder",
    needs: ["erase"],
    async run(stage) {
      const subject = await stage.open();
      for (const { erasure, meant } of [ofPerson(4, null), ofPage(4, null)]) {
        // Nobody else's, since they may have the text in them.
        await subject.write(inTurn(meant, violations(4)));
        await subject.erase(erasure);
        const text = erasure.distinctId ?? erasure.documentURL ?? "";
        const files = await filesWith(subject.home, text);
        demand(
          files.length === 0,
          `After an erasure was done, what it was to forget is still in ${files.join(", ")}. Logs, copies, indexes and pages that hold nothing any more have to be rid of it too before erase() says \`done\`.`,
        );
      }
    },
  },
];

/** An erasure, reports that it means, and others that it does not. */
interface Case {
  readonly erasure: Erasure;
  readonly meant: readonly Report[];
  readonly others: readonly Report[];
}

/** By person and by page, in all projects and in one. */
function cases(): Case[] {
  return [ofPerson(4, null), ofPerson(4, "shop"), ofPage(4, null), ofPage(4, "shop")];
}

function ofPerson(count: number, project: string | null): Case {
  const person = `person-${Bun.randomUUIDv7()}`;
  const by = (who: string | null, where = "shop") =>
    many(count, () => {
      const report = violation();
      return { ...report, project: where, request: { ...report.request, distinctId: who } };
    });
  const near = [...by(`${person}-2`), ...by(person.toUpperCase()), ...by(null)];
  return caseOf({ distinctId: person, documentURL: null, project }, by(person), near, (where) =>
    by(person, where),
  );
}

function ofPage(count: number, project: string | null): Case {
  const page = `https://shop.example/private/${Bun.randomUUIDv7()}`;
  const on = (url: string, where = "shop") =>
    many(count, () => ({ ...violation({}, url), project: where }));
  const near = [...on(`${page}/more`), ...on("https://shop.example/private")];
  return caseOf({ distinctId: null, documentURL: page, project }, on(page), near, (where) =>
    on(page, where),
  );
}

function caseOf(
  what: Omit<Erasure, "id">,
  meant: readonly Report[],
  near: readonly Report[],
  elsewhere: (project: string) => Report[],
): Case {
  const erasure = { id: Bun.randomUUIDv7(), ...what };
  const blog = elsewhere("blog");
  if (what.project === null) return { erasure, meant: [...meant, ...blog], others: near };
  return { erasure, meant, others: [...near, ...blog] };
}

function many(count: number, make: () => Report): Report[] {
  return Array.from({ length: count }, make);
}

/** One of these, one of those, in order of receipt. */
function inTurn(some: readonly Report[], others: readonly Report[]): Report[] {
  return [...some, ...others].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function expectNothing(subject: Subject, erasure: Erasure, when: string): Promise<void> {
  const deleted = await subject.erase(erasure);
  demand(
    deleted === 0,
    `erase() said that it has deleted ${deleted} reports when an erasure that was done came ${when}. There was nothing left to delete.`,
  );
}

/** Files of the sink's folder that have the text anywhere in them. */
async function filesWith({ dataDir }: Home, text: string): Promise<string[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (bytes.includes(text)) found.push(entry.name);
  }
  return found;
}
