import { describe, expect, test } from "bun:test";
import type { Explained } from "../../../src/alerts/index.ts";
import { pageOf } from "../../../src/alerts/message.ts";
import { anAlert, anIssue, Bench, MINUTE, refusal } from "./support.ts";

function verdict(is: Explained["verdict"]): Explained {
  return { verdict: is, confidence: "high", happened: "A script was blocked.", advice: "Look." };
}

/** A bench that has found these issues in the order of their names. */
async function found(issues: Record<string, Explained | null>, bench = new Bench([anAlert()])) {
  await bench.after(0);
  for (const [id, explained] of Object.entries(issues)) {
    if (explained !== null) bench.explained.set(id, explained);
    bench.evidence.issues.push(anIssue(id));
  }
  await bench.after(MINUTE);
  return bench;
}

describe("a message", () => {
  test("names attacks first and noise last, the rest as it came", async () => {
    const bench = await found({
      a: verdict("noise"),
      b: verdict("new-dependency"),
      c: null,
      d: verdict("attack"),
      e: verdict("broken-page"),
      f: verdict("attack"),
    });
    expect(bench.told()).toEqual([["d", "f", "b", "c", "e", "a"]]);
    const labels = bench.messages[0]?.lines.map(({ explained }) => explained?.verdict ?? null);
    expect(labels?.slice(0, 2)).toEqual(["attack", "attack"]);
  });

  test("spells out an attack that came last of many", async () => {
    const issues: Record<string, Explained> = {};
    for (let at = 10; at < 25; at++) issues[`i${at}`] = verdict("cannot-tell");
    const bench = await found({ ...issues, z: verdict("attack") });
    expect(bench.messages[0]?.lines).toHaveLength(10);
    expect(bench.messages[0]?.lines[0]?.url).toEndWith("/issues/z");
  });

  test("asks for no more than twenty explanations, once, also when it is sent again", async () => {
    const bench = new Bench([anAlert()]);
    bench.failure = refusal();
    const issues: Record<string, Explained> = {};
    for (let at = 10; at < 60; at++) issues[`i${at}`] = verdict("attack");
    await found(issues, bench);
    bench.explained.clear();
    bench.failure = null;
    await bench.after(MINUTE);
    expect(bench.asked).toHaveLength(20);
    expect(bench.messages[0]?.lines.every(({ explained }) => explained !== null)).toBe(true);
    expect(bench.messages[0]?.findings).toHaveLength(50);
  });

  test("has scripts explained before images, where there are too many", async () => {
    const bench = new Bench([anAlert()]);
    await bench.after(0);
    const images = Array.from({ length: 30 }, (_, at) => `image${at}`);
    bench.evidence.issues = images.map((id) => anIssue(id, { directive: "img-src" }));
    bench.evidence.issues.push(anIssue("script"));
    bench.explained.set("script", verdict("attack"));
    await bench.after(MINUTE);
    expect(bench.asked).toHaveLength(20);
    expect(bench.messages[0]?.findings[0]).toMatchObject({ issue: "script" });
  });

  test("goes without explanations where the store fails, and the log says so", async () => {
    const bench = new Bench([anAlert()]);
    bench.explain = async () => {
      throw new Error("the store is away");
    };
    await found({ a: verdict("attack") }, bench);
    expect(bench.told()).toEqual([["a"]]);
    expect(bench.messages[0]?.lines[0]?.explained).toBeNull();
    const line = { message: "an alert goes without explanations" };
    expect(bench.log.lines).toContainEqual(expect.objectContaining(line));
  });

  test("does not wait for a store that hangs", async () => {
    const bench = new Bench([anAlert()]);
    bench.explain = () => new Promise(() => {});
    await bench.after(0);
    bench.evidence.issues.push(anIssue("a"));
    bench.alerts.start();
    await bench.clock.advance(MINUTE);
    await bench.alerts.stop();
    expect(bench.told()).toEqual([["a"]]);
  });
});

test.each([
  ["an issue", { issue: "9f2c1a7be04d5638", project: "shop" }, "/issues/9f2c1a7be04d5638"],
  ["a project", { issue: null, project: "shop" }, "/?project=shop"],
  [
    "a hostile project",
    { issue: null, project: '"><b>&x=#\n' },
    "/?project=%22%3E%3Cb%3E%26x%3D%23%0A",
  ],
  ["no project", { issue: null, project: null }, "/settings"],
])("the page of %s is one of the dashboard", (_, about, path) => {
  expect(pageOf("https://tattle.example", about)).toBe(`https://tattle.example${path}`);
  expect(pageOf(null, about)).toBeNull();
});
