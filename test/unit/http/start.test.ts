import { describe, expect, test } from "bun:test";
import type { Services } from "../../../src/http/services.ts";
import { ago, cell } from "../../../src/http/start/words.ts";
import { failingReader } from "../../support/readers.ts";
import { fileProject, HOUR, logIn, NOW, type Setup, SINK, testAdmin } from "./support.ts";

async function startPage(setup: Setup = {}): Promise<string> {
  const admin = testAdmin(setup);
  const cookie = await logIn(admin);
  const answer = await admin.ask("/", { headers: { cookie } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(admin.errors).toEqual([]);
  return answer.text();
}

describe("the start page", () => {
  test("counts what arrived, and says why some was dropped", async () => {
    const counters = () => [
      { project: "default", outcome: "kept", hour: NOW - (NOW % HOUR), count: 1234 },
      { project: "default", outcome: "sampled_out", hour: NOW - 3 * HOUR, count: 66 },
    ];
    const page = await startPage({ services: { counters } });
    expect(page).toContain("<dd>1,234<small>received</small>");
    expect(page).toContain("<dd>1,300<small>received</small>");
    expect(page).toContain('<td>sampled out</td><td class="number">66</td>');
  });

  test("shows the header to copy, with the public URL and the project's token", async () => {
    const page = await startPage({
      settings: { publicUrl: "https://csp.example.org" },
      services: { projects: [fileProject("shop", "phc_a&b")] },
    });
    expect(page).toContain("report-uri https://csp.example.org/report/?token=phc_a%26b");
    expect(page).toContain(
      "Reporting-Endpoints: default=&quot;https://csp.example.org/report/?token=phc_a%26b&quot;",
    );
  });

  test("shows where reports go, where that is not where the page is", async () => {
    const settings = { reportUrl: () => "https://csp.example.org" };
    expect(await startPage({ settings })).toContain("report-uri https://csp.example.org/report/\n");
  });

  test("shows no header for a retired project", async () => {
    const projects = [fileProject("shop", "phc_new"), fileProject("old", "phc_old", true)];
    expect(await startPage({ services: { projects } })).not.toContain("phc_old");
  });

  test("says why a sink is not well", async () => {
    const lastError = { message: "<b>401</b> from us.i.posthog.com", at: NOW - 5_000 };
    const sink = { ...SINK, name: "posthog", state: "stopped" as const, lastError };
    const page = await startPage({ services: { sinks: async () => [sink] } });
    expect(page).toContain("&lt;b&gt;401&lt;/b&gt; from us.i.posthog.com, 5 s ago");
  });

  test("warns of a token that no project has", async () => {
    const warnings: Services["warnings"] = () => [
      {
        project: null,
        code: "token_unknown",
        value: "<phc>",
        firstSeen: NOW,
        lastSeen: NOW,
        count: 3,
      },
    ];
    const page = await startPage({ services: { warnings } });
    expect(page).toContain("reports came with a token that no project has");
    expect(page).toContain("<code>&lt;phc&gt;</code>");
  });

  test.each<[string, Partial<Services>, string]>([
    ["there is no reader", { reader: null }, "No sink of the configuration can be read from"],
    ["the store fails", { reader: failingReader(new Error("x")) }, "The store does not answer"],
    ["delivery fails", { sinks: () => Promise.reject(new Error("x")) }, "Delivery does not answer"],
    [
      "the journal fails",
      { journal: () => ({ state: "failing", error: "disk is full" }) },
      "Not taking reports: disk is full",
    ],
  ])("is shown, and says so, when %s", async (_, services, words) => {
    expect(await startPage({ services })).toContain(words);
  });

  test("loads nothing from elsewhere and runs no script", async () => {
    const page = await startPage();
    expect(page).not.toMatch(/<script|\son\w+=|style=|javascript:/i);
    for (const [, url] of page.matchAll(/\b(?:src|href|action)="([^"]*)"/g))
      expect(url).toStartWith("/");
  });
});

test.each([
  [0, "0 s ago"],
  [89_000, "89 s ago"],
  [90_000, "2 min ago"],
  [89 * 60_000, "89 min ago"],
  [3 * HOUR, "3 h ago"],
  [35 * HOUR, "35 h ago"],
  [72 * HOUR, "3 d ago"],
  [-5_000, "0 s ago"],
])("%i ms are %s", (ms, text) => expect(ago(NOW - ms, NOW)).toBe(text));

test.each([
  [null, "–"],
  ["a\u202eb\0\n", "a\u{fffd}b\u{fffd}"],
  ["x".repeat(201), `${"x".repeat(200)}…`],
])("the text %j is shown as %j", (text, shown) => expect(cell(text)).toBe(shown));
