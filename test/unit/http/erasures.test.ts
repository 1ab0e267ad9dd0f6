import { describe, expect, test } from "bun:test";
import type { ErasureRequest } from "../../../src/delivery/index.ts";
import { ErasureSchema } from "../../../src/http/api/schema/erasure.ts";
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

  test("that nobody asked for is not found", async () => {
    const answer = await testAdmin().ask(`${PATH}/nothing`, { headers: BEARER });
    expect(answer.status).toBe(404);
    expect((await bodyOf(answer)).code).toBe("erasure_unknown");
  });
});
