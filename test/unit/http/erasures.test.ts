import { describe, expect, test } from "bun:test";
import type { Static } from "@sinclair/typebox";
import type { ErasureRequest } from "../../../src/delivery/index.ts";
import { ErasurePageSchema, ErasureSchema } from "../../../src/http/api/schema/erasure.ts";
import { violations } from "./schema.ts";
import { BEARER, ERASURE, fakeErasures, send, testAdmin } from "./support.ts";

const PATH = "/api/v1/erasures";

async function bodyOf(answer: Response): Promise<{ state: string; what: string; code: string }> {
  return JSON.parse(await answer.text());
}

describe("an erasure", () => {
  test.each([
    [{ distinctId: "a" }, { distinctId: "a", documentURL: null, project: null }],
    [
      { documentURL: "https://a.test/", project: "shop" },
      { distinctId: null, documentURL: "https://a.test/", project: "shop" },
    ],
  ])("is asked for by %j", async (body, expected) => {
    const asked: ErasureRequest[] = [];
    const fake = fakeErasures();
    const request = (one: ErasureRequest) => {
      asked.push(one);
      return fake.request(one);
    };
    const admin = testAdmin({ services: { erasures: { ...fake, request } } });
    const answer = await send(admin, "POST", PATH, body);
    expect(answer.status).toBe(202);
    const shown = await bodyOf(answer);
    expect(violations(ErasureSchema, shown)).toEqual([]);
    expect(shown.state).toBe("running");
    expect(asked).toEqual([expected]);
  });

  test.each([
    [{}],
    [{ project: "shop" }],
    [{ distinctId: "a", documentURL: "b" }],
    [{ distinctId: "" }],
    [{ distinctId: 7 }],
    [{ distinctId: "a", everything: true }],
  ])("is refused for %j", async (body) => {
    const answer = await send(testAdmin(), "POST", PATH, body);
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer)).code).toBe("request_invalid");
  });

  test("is shown with what it has come to in each sink, and never what was to be forgotten", async () => {
    const answer = await testAdmin().ask(`${PATH}/${ERASURE.id}`, { headers: BEARER });
    expect(answer.status).toBe(200);
    const shown: unknown = await answer.json();
    expect(violations(ErasureSchema, shown)).toEqual([]);
    expect(shown).toMatchObject({ state: "done", sinks: ERASURE.sinks });
  });

  test("is in a list, newest first, which comes in pages", async () => {
    const ids = [1, 2, 3, 4, 5].map((n) => `019de000-0000-7000-8000-00000000000${n}`);
    const erasures = fakeErasures(ids.map((id) => ({ ...ERASURE, id })));
    const admin = testAdmin({ services: { erasures } });
    const seen: string[][] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const answer = await admin.ask(`${PATH}?limit=2${cursor}`, { headers: BEARER });
      expect(answer.status).toBe(200);
      const page: Static<typeof ErasurePageSchema> = JSON.parse(await answer.text());
      expect(violations(ErasurePageSchema, page)).toEqual([]);
      seen.push(page.items.map(({ id }) => id.slice(-1)));
      cursor = page.next === null ? null : `&cursor=${page.next}`;
    }
    expect(seen).toEqual([["5", "4"], ["3", "2"], ["1"]]);
  });

  test("list that nobody asked anything of is empty", async () => {
    const admin = testAdmin({ services: { erasures: fakeErasures([]) } });
    const answer = await admin.ask(PATH, { headers: BEARER });
    expect(await answer.json()).toEqual({ items: [], next: null });
  });

  test.each([
    ["?cursor=7", "cursor_invalid"],
    ["?cursor=' OR 1=1 --", "cursor_invalid"],
    ["?cursor=", "cursor_invalid"],
    ["?limit=0", "request_invalid"],
    ["?limit=1001", "request_invalid"],
    ["?sort=at", "request_invalid"],
  ])("list is refused for %s", async (query, code) => {
    const answer = await testAdmin().ask(`${PATH}${query}`, { headers: BEARER });
    expect([answer.status, (await bodyOf(answer)).code]).toEqual([400, code]);
  });

  test("that nobody asked for is not found", async () => {
    const answer = await testAdmin().ask(`${PATH}/nothing`, { headers: BEARER });
    expect(answer.status).toBe(404);
    expect((await bodyOf(answer)).code).toBe("erasure_unknown");
  });
});
