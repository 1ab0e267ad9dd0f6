import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErasureRequest } from "../../../src/delivery/index.ts";
import type { Batch, Erasure, ErasureStep } from "../../../src/sink/index.ts";
import { ACCEPT, FakeSink } from "../../support/fake-sink.ts";
import { turns } from "../../support/manual-clock.ts";
import { Rig } from "./support.ts";

/** Every report of the rig is of this project, and of nobody. */
const SHOP: ErasureRequest = { project: "shop", distinctId: null, documentURL: null };
const SECRET: ErasureRequest = { ...SHOP, distinctId: "somebody-4f8c1e77" };

/** Erases in that many steps, a report each. */
class ErasingSink extends FakeSink {
  readonly erased: Erasure[] = [];
  onErase: () => void = () => {};

  constructor(private steps: number) {
    super({ erase: true });
  }

  async erase(erasure: Erasure): Promise<ErasureStep> {
    this.onErase();
    this.calls.push("erase");
    this.erased.push(erasure);
    this.steps -= 1;
    return { done: this.steps <= 0, reports: 1 };
  }
}

const REFUSE = ({ reports }: Batch) => ({
  rejected: reports.map((_, index) => ({ index, reason: "no" })),
});

function done(rig: Rig, id: string): Promise<void> {
  return rig.clock.advanceUntil(() => rig.erasures.get(id).doneAt !== null);
}

describe("an erasure", () => {
  test("is done by the sinks that can, step by step, and said plainly of those that cannot", async () => {
    await using rig = new Rig();
    const able = new ErasingSink(3);
    await rig.start({ sink: able }, { sink: new FakeSink() });
    await rig.append(2);
    const { id, sinks } = rig.erasures.request(SECRET);
    expect(sinks.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    await done(rig, id);
    expect(able.erased).toEqual(Array.from({ length: 3 }, () => ({ id, ...SECRET })));
    expect(able.overlaps).toBe(0);
    expect(rig.erasures.get(id).sinks).toEqual([
      { sink: "a", state: "done", reports: 3, deadLetters: 0 },
      { sink: "b", state: "not_asked", reports: 0, deadLetters: 0 },
    ]);
  });

  test("waits for what was accepted before it, and not for what comes later", async () => {
    await using rig = new Rig();
    const sink = new ErasingSink(1);
    sink.onWrite = () => {
      throw new Error("down");
    };
    await rig.start({ sink });
    await rig.append(3);
    const { id } = rig.erasures.request(SECRET);
    await rig.clock.advance(5_000);
    expect(sink.erased).toEqual([]);
    sink.onWrite = ACCEPT;
    await done(rig, id);
    expect(sink.calls.lastIndexOf("write")).toBeLessThan(sink.calls.indexOf("erase"));
    expect(sink.distinct).toHaveLength(3);
  });

  test("begins again after a restart, and a sink that fails is asked again", async () => {
    await using rig = new Rig();
    const sink = new ErasingSink(2);
    sink.onErase = () => {
      throw new Error("locked");
    };
    await rig.start({ sink });
    await rig.append();
    await rig.idle();
    const { id } = rig.erasures.request(SECRET);
    await rig.clock.advance(2_000);
    expect(rig.status().lastError?.message).toBe("Erasure: locked");
    await rig.stop();
    sink.onErase = () => {};
    await rig.start({ sink });
    await done(rig, id);
    expect(rig.erasures.get(id).sinks[0]).toMatchObject({ state: "done", reports: 2 });
  });

  test("takes dead letters with it, also of a sink that left the configuration", async () => {
    await using rig = new Rig();
    const refusing = new FakeSink();
    refusing.onWrite = REFUSE;
    await rig.start({ sink: refusing, name: "gone" }, { sink: refusing, name: "here" });
    await rig.append(4);
    await rig.clock.advanceUntil(() => rig.status("here").deadLetters === 4);
    await rig.clock.advanceUntil(() => rig.status("gone").deadLetters === 4);
    await rig.stop();
    await rig.start({ sink: refusing, name: "here" });
    // Nobody's reports: those without a document.
    const { id } = rig.erasures.request({ ...SHOP, documentURL: null });
    await done(rig, id);
    const counts = rig.erasures.get(id).sinks.map(({ sink, deadLetters }) => [sink, deadLetters]);
    expect(counts).toEqual([
      ["gone", 4],
      ["here", 4],
    ]);
    expect(rig.status("here")).toMatchObject({ deadLetters: 0, discarded: 4 });
  });

  test("leaves nothing in the journal nor of what was to be forgotten", async () => {
    await using rig = new Rig();
    const sink = new ErasingSink(1);
    await rig.start({ sink });
    for (let n = 0; n < 50; n++) await rig.append(2, 200);
    await rig.idle();
    const { id } = rig.erasures.request(SECRET);
    await done(rig, id);
    await turns();
    const files = readdirSync(rig.dir).filter((name) => /\.db/.test(name));
    expect(files.length).toBeGreaterThan(1);
    for (const name of files) {
      const bytes = readFileSync(join(rig.dir, name));
      for (const text of [SECRET.distinctId ?? "", "r1-----", "r100----", "r57---"]) {
        expect([name, text, bytes.includes(text)]).toEqual([name, text, false]);
      }
    }
  });

  test("is listed with those before it, newest first, running or done", async () => {
    await using rig = new Rig();
    await rig.start({ sink: new ErasingSink(1) });
    expect(rig.erasures.list({ before: null, limit: 10 })).toEqual([]);
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { id } = rig.erasures.request(SECRET);
      ids.unshift(id);
      if (n === 2) await done(rig, id);
      await rig.clock.advance(n === 3 ? 0 : 10);
    }
    const all = rig.erasures.list({ before: null, limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(ids);
    expect(all).toEqual(ids.map((id) => rig.erasures.get(id)));
    const [first = ""] = ids.slice(1);
    const next = rig.erasures.list({ before: first, limit: 2 });
    expect(next.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    expect(rig.erasures.list({ before: ids.at(-1) ?? "", limit: 2 })).toEqual([]);
  });

  test("of an id that nobody gave is unknown, and too many at once are refused", async () => {
    await using rig = new Rig();
    const sink = new FakeSink();
    sink.onWrite = () => {
      throw new Error("down");
    };
    await rig.start({ sink });
    await rig.append();
    expect(() => rig.erasures.get("nothing")).toThrow("no erasure");
    for (let n = 0; n < 100; n++) rig.erasures.request(SECRET);
    expect(() => rig.erasures.request(SECRET)).toThrow("100 erasures");
  });
});
