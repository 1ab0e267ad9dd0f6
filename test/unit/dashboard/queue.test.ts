import { expect, test } from "bun:test";
import { queueOf } from "../../../src/dashboard/app/pages/issues/queue.ts";

const STAYS = new AbortController().signal;

test("a queue runs so many at once, in order, and goes on after one that fails", async () => {
  const queue = queueOf(2);
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const begun: number[] = [];
  const results = gates.map((gate, i) =>
    queue(() => {
      begun.push(i);
      return gate.promise;
    }, STAYS).catch(() => -1),
  );
  await Bun.sleep(0);
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new Error("no"));
  expect(await results[1]).toBe(-1);
  await Bun.sleep(0);
  expect(begun).toEqual([0, 1, 2]);
  gates[0]?.resolve(10);
  gates[2]?.resolve(12);
  gates[3]?.resolve(13);
  expect(await Promise.all(results)).toEqual([10, -1, 12, 13]);
});

test("what was given up while it waited is not run", async () => {
  const queue = queueOf(1);
  const first = Promise.withResolvers<string>();
  const given = new AbortController();
  let ran = false;
  const one = queue(() => first.promise, STAYS);
  const two = queue(async () => {
    ran = true;
  }, given.signal);
  given.abort();
  first.resolve("done");
  expect(await one).toBe("done");
  expect(two).rejects.toThrow();
  await two.catch(() => undefined);
  expect(ran).toBe(false);
});

test("a queue pauses behind each task", async () => {
  const pause = Promise.withResolvers<void>();
  const queue = queueOf(1, () => pause.promise);
  const begun: number[] = [];
  const run = (i: number) => queue(async () => begun.push(i), STAYS);
  const both = Promise.all([run(1), run(2)]);
  await Bun.sleep(0);
  expect(begun).toEqual([1]);
  pause.resolve();
  await both;
  expect(begun).toEqual([1, 2]);
});
