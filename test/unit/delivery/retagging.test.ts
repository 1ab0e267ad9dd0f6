import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type NoiseRule, ownRule } from "../../../src/admission/index.ts";
import type { RetagOfSink } from "../../../src/delivery/index.ts";
import type { Retagging, RetagStep } from "../../../src/sink/index.ts";
import { ACCEPT, FakeSink } from "../../support/fake-sink.ts";
import { Rig, reportOf } from "./support.ts";

function rule(host: string, name = "widget"): NoiseRule {
  return ownRule({
    id: `own/${name}`,
    match: "host",
    fields: ["blocked"],
    value: host,
    confidence: "high",
    why: "",
  });
}

/** Reports that are blocked for the host, as {@link rule} sees them. */
function tagOf({ tag }: Retagging, host: string): string | null {
  const violation = {
    documentURL: "https://shop.example/",
    referrer: null,
    blockedURL: `https://${host}/x.js`,
    effectiveDirective: "script-src",
    originalPolicy: null,
    sourceFile: null,
    sample: null,
    disposition: null,
    statusCode: null,
    lineNumber: null,
    columnNumber: null,
  };
  return tag({ ...reportOf("r"), type: "csp-violation", violation });
}

/** Needs that many steps for each retagging, of ten reports each. */
class TaggingSink extends FakeSink {
  readonly asked: Retagging[] = [];
  onRetag: () => void | Promise<void> = () => {};
  #steps = 0;

  constructor(private readonly steps: number) {
    super({ retag: true });
  }

  async retag(retagging: Retagging): Promise<RetagStep> {
    await this.onRetag();
    this.calls.push("retag");
    if (this.asked.at(-1)?.id !== retagging.id) this.#steps = 0;
    this.asked.push(retagging);
    this.#steps += 1;
    const [read, changed] = [this.#steps * 10, this.#steps];
    return { done: this.#steps >= this.steps, read, changed, progress: this.#steps / this.steps };
  }
}

function sinkOf(rig: Rig, name = "a"): RetagOfSink | undefined {
  return rig.retags.sinks.find(({ sink }) => sink === name);
}

function done(rig: Rig): Promise<void> {
  return rig.clock.advanceUntil(() =>
    rig.retags.sinks.every(({ state }) => state === "done" || state === "not_asked"),
  );
}

describe("a change of noise rules", () => {
  test("is brought to the sinks that can, step by step, and said plainly of those that cannot", async () => {
    await using rig = new Rig();
    const able = new TaggingSink(3);
    rig.useNoise([rule("a.example")]);
    await rig.start({ sink: able }, { sink: new FakeSink() });
    await rig.append(2);
    await done(rig);
    rig.useNoise([rule("b.example")]);
    expect(sinkOf(rig)).toMatchObject({ state: "waiting", read: 0, changed: 0, progress: 0 });
    await done(rig);
    const ids = able.asked.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ids).toHaveLength(6);
    expect(able.overlaps).toBe(0);
    const [before, after] = [able.asked.at(0), able.asked.at(-1)];
    if (before === undefined || after === undefined) throw new Error("nothing was asked");
    expect([tagOf(before, "a.example"), tagOf(before, "b.example")]).toEqual(["own/widget", null]);
    expect([tagOf(after, "a.example"), tagOf(after, "b.example")]).toEqual([null, "own/widget"]);
    expect(rig.retags.sinks).toEqual([
      {
        sink: "a",
        state: "done",
        read: 30,
        changed: 3,
        progress: 1,
        doneAt: expect.any(Number),
      },
      { sink: "b", state: "not_asked", read: 0, changed: 0, progress: 0, doneAt: null },
    ]);
  });

  test("that changes nothing about reports asks for nothing, also at the next start", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(1);
    const rules = [rule("a.example"), rule("b.example", "other")];
    rig.useNoise(rules);
    await rig.start({ sink });
    await done(rig);
    const { id } = rig.retags;
    rig.useNoise(rules.toReversed().map((each) => ({ ...each, why: "In other words." })));
    await rig.clock.advance(5_000);
    await rig.stop();
    await rig.start({ sink });
    await rig.clock.advance(5_000);
    expect(rig.retags.id).toBe(id);
    // Once more after the start: its files may be others.
    expect(sink.asked.map((asked) => asked.id)).toEqual([id, id]);
  });

  test("at the start, as by another config file, is one as well", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(1);
    rig.useNoise([rule("a.example")]);
    await rig.start({ sink });
    await done(rig);
    await rig.stop();
    rig.useNoise([]);
    await rig.start({ sink });
    await done(rig);
    expect(sink.asked).toHaveLength(2);
  });

  test("waits for what was accepted before it, and not for what comes later", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(1);
    rig.useNoise([]);
    await rig.start({ sink });
    await done(rig);
    sink.onWrite = () => {
      throw new Error("down");
    };
    await rig.append(3);
    rig.useNoise([rule("a.example")]);
    await rig.clock.advance(5_000);
    expect(sink.asked).toHaveLength(1);
    expect(sinkOf(rig)?.state).toBe("waiting");
    sink.onWrite = ACCEPT;
    await done(rig);
    expect(sink.calls.lastIndexOf("write")).toBeLessThan(sink.calls.lastIndexOf("retag"));
    expect(sink.distinct).toHaveLength(3);
  });

  test("while an earlier one runs begins anew, and what the earlier one still says changes nothing", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(4);
    rig.useNoise([rule("a.example")]);
    let first = true;
    sink.onRetag = () => {
      if (sink.asked.length !== 3 || !first) return;
      first = false;
      // In the middle of the step that would be the last but one.
      rig.useNoise([rule("b.example")]);
    };
    await rig.start({ sink });
    await done(rig);
    expect(sink.asked).toHaveLength(4 + 4);
    expect(new Set(sink.asked.slice(4).map(({ id }) => id))).toEqual(new Set([rig.retags.id]));
    expect(sinkOf(rig)).toMatchObject({ state: "done", read: 40, changed: 4 });
  });

  test("goes on after a restart, and a sink that fails is asked again", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(3);
    rig.useNoise([rule("a.example")]);
    sink.onRetag = () => {
      if (sink.asked.length === 1) throw new Error("locked");
    };
    await rig.start({ sink });
    await rig.clock.advance(3_000);
    expect(rig.status().lastError?.message).toBe("Noise tags: locked");
    const { id } = rig.retags;
    await rig.stop();
    sink.onRetag = () => {};
    await rig.start({ sink });
    await done(rig);
    expect(sink.asked.map((asked) => asked.id)).toEqual([id, id, id]);
  });

  test("reaches a sink that was away when it came, with all that it has missed", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(1);
    const query = { ...rule("token=", "query"), match: "substring" as const };
    rig.useNoise([query, rule("a.example")]);
    await rig.start({ sink, name: "away" }, { sink: new FakeSink(), name: "here" });
    await done(rig);
    await rig.stop();
    await rig.start({ sink: new FakeSink(), name: "here" });
    rig.useNoise([rule("a.example")]);
    rig.useNoise([query, rule("b.example")]);
    await rig.stop();
    await rig.start({ sink, name: "away" });
    await done(rig);
    const last = sink.asked.at(-1);
    // It was gone for a while: nothing that the rule once saw can be relied on.
    expect(last?.tag({ ...reportOf("r"), noise: "own/query" })).toBeNull();
    expect(sink.asked).toHaveLength(2);
  });

  test("leaves a tag that a rule gave on receipt by what is not stored, while the rule is as ever", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(1);
    const query = { ...rule("token=", "query"), match: "substring" as const };
    rig.useNoise([query]);
    await rig.start({ sink });
    await done(rig);
    rig.useNoise([query, rule("a.example")]);
    await done(rig);
    expect(sink.asked.at(-1)?.tag({ ...reportOf("r"), noise: "own/query" })).toBe("own/query");
    rig.useNoise([{ ...query, value: "session=" }, rule("a.example")]);
    await done(rig);
    expect(sink.asked.at(-1)?.tag({ ...reportOf("r"), noise: "own/query" })).toBeNull();
  });

  test("that the disk refuses holds once it does not", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(1);
    rig.useNoise([]);
    await rig.start({ sink });
    await done(rig);
    const { id } = rig.retags;
    {
      using db = new Database(join(rig.dir, "delivery.db"));
      db.run("CREATE TRIGGER no BEFORE INSERT ON noise_use BEGIN SELECT RAISE(ABORT, 'full'); END");
      rig.useNoise([rule("a.example")]);
      await rig.clock.advance(1_000);
      expect(rig.retags.id).toBe(id);
      db.run("DROP TRIGGER no");
    }
    await rig.clock.advanceUntil(() => rig.retags.id !== id);
    await done(rig);
    expect(sink.asked).toHaveLength(2);
  });

  test("leaves dead letters the tags of rules whose texts are redacted since", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(1);
    sink.onWrite = () => ({ rejected: [{ index: 0, reason: "no" }] });
    const ofQuery = { ...rule("?inject=", "query"), match: "substring" } as const;
    rig.useNoise([ofQuery]);
    await rig.start({ sink });
    await rig.append(1);
    await rig.clock.advanceUntil(() => rig.status().deadLetters === 1);
    {
      using db = new Database(join(rig.dir, "delivery.db"));
      db.run("UPDATE dead_letter SET report = json_set(report, '$.noise', 'own/query')");
    }
    rig.useNoise([ofQuery, rule("a.example")]);
    sink.onWrite = ACCEPT;
    rig.desk.replay("a", "all");
    await rig.clock.advanceUntil(() => sink.distinct.length === 1);
    expect(sink.attempts.at(-1)?.reports.map(({ noise }) => noise)).toEqual(["own/query"]);
  });

  test("holds for dead letters that are replayed, and leaves those that are newer", async () => {
    await using rig = new Rig();
    const sink = new TaggingSink(1);
    sink.onWrite = ({ reports }) => ({
      rejected: reports.map((_, index) => ({ index, reason: "no" })),
    });
    rig.useNoise([]);
    await rig.start({ sink });
    await rig.append(2);
    await rig.clock.advanceUntil(() => rig.status().deadLetters === 2);
    const later = rig.clock.now() + 1_000_000;
    {
      using db = new Database(join(rig.dir, "delivery.db"));
      db.run("UPDATE dead_letter SET report = json_set(report, '$.noise', 'own/old')");
      db.run(
        `UPDATE dead_letter SET report = json_set(report, '$.receivedAt', ${later})
         WHERE report_id = 'r2'`,
      );
    }
    rig.useNoise([rule("a.example")]);
    sink.onWrite = ACCEPT;
    rig.desk.replay("a", "all");
    await rig.clock.advanceUntil(() => sink.distinct.length === 2);
    const written = sink.attempts.flatMap(({ reports }) => reports).slice(-2);
    expect(written.map(({ id, noise }) => [id, noise])).toEqual([
      ["r1", null],
      ["r2", "own/old"],
    ]);
  });
});
