import { describe, expect, test } from "bun:test";
import { AccessTokens } from "../../../src/control/index.ts";
import { memoryStore } from "../../support/control.ts";

const HOUR = 3_600_000;
const NOW = 100 * HOUR + 1;
const ASKED = { name: "grafana", role: "read", expiresAt: null } as const;

test("a token is found by its secret, which is nowhere kept", () => {
  const store = memoryStore();
  const tokens = new AccessTokens(store);
  const { token, secret } = tokens.create(ASKED, NOW);
  expect(secret).toMatch(/^tattle_read_[\w-]{43}$/);
  expect(tokens.find(secret, NOW)).toMatchObject({ id: token.id, name: "grafana", role: "read" });
  expect(Buffer.from(store.db.serialize()).includes(secret.slice(12))).toBe(false);
  expect(JSON.stringify(tokens.list())).not.toContain(secret);
  expect(tokens.list()[0]).not.toHaveProperty("hash");
});

test.each([["another secret"], [""], ["tattle_read_"]])("%p opens nothing", (secret) => {
  const tokens = new AccessTokens(memoryStore());
  tokens.create(ASKED, NOW);
  expect(tokens.find(secret, NOW)).toBeNull();
});

test("a token ends when it expires, and stays in the list", () => {
  const tokens = new AccessTokens(memoryStore());
  const { token, secret } = tokens.create({ ...ASKED, expiresAt: NOW + 10 }, NOW);
  expect(tokens.find(secret, NOW + 9)).not.toBeNull();
  expect(tokens.find(secret, NOW + 10)).toBeNull();
  expect(tokens.use(token.id, NOW + 10)).toBeNull();
  expect(tokens.list()).toHaveLength(1);
});

test("a revoked token ends at once, and its id never comes back", () => {
  const store = memoryStore();
  const tokens = new AccessTokens(store);
  const { token, secret } = tokens.create(ASKED, NOW);
  expect(tokens.revoke(token.id)).toMatchObject({ id: token.id });
  expect(tokens.find(secret, NOW)).toBeNull();
  expect(tokens.use(token.id, NOW)).toBeNull();
  const again = new AccessTokens(store);
  expect(again.find(secret, NOW)).toBeNull();
  expect(again.create(ASKED, NOW).token.id).toBeGreaterThan(token.id);
  const unknown = expect.objectContaining({ code: "token_unknown" });
  expect(() => again.revoke(token.id)).toThrow(unknown);
});

describe("nothing is made", () => {
  test("of a name that is taken", () => {
    const tokens = new AccessTokens(memoryStore());
    tokens.create(ASKED, NOW);
    const exists = expect.objectContaining({ code: "token_exists" });
    expect(() => tokens.create(ASKED, NOW)).toThrow(exists);
    expect(tokens.list()).toHaveLength(1);
  });

  test("beyond the bound", () => {
    const tokens = new AccessTokens(memoryStore(), 1);
    tokens.create(ASKED, NOW);
    const full = expect.objectContaining({ code: "control_full" });
    expect(() => tokens.create({ ...ASKED, name: "other" }, NOW)).toThrow(full);
  });
});

describe("the last use", () => {
  test("is known to the hour, also after a restart", () => {
    const store = memoryStore();
    const tokens = new AccessTokens(store);
    const { secret } = tokens.create(ASKED, NOW);
    expect(tokens.list()[0]?.lastUsedAt).toBeNull();
    tokens.find(secret, NOW + 5);
    tokens.find(secret, NOW + HOUR + 5);
    expect(new AccessTokens(store).list()[0]?.lastUsedAt).toBe(101 * HOUR);
  });

  test("is written at most once an hour", () => {
    const store = memoryStore();
    const tokens = new AccessTokens(store);
    const { token, secret } = tokens.create(ASKED, NOW);
    const changes = () => store.db.query("SELECT total_changes() AS n").get();
    tokens.find(secret, NOW);
    const before = changes();
    tokens.find(secret, NOW + 60_000);
    tokens.use(token.id, NOW + 120_000);
    expect(changes()).toEqual(before);
  });

  test("that cannot be written keeps nobody out", () => {
    const store = memoryStore();
    const tokens = new AccessTokens(store);
    const { secret } = tokens.create(ASKED, NOW);
    store.db.run("PRAGMA query_only = 1");
    expect(tokens.find(secret, NOW)).not.toBeNull();
    expect(tokens.list()[0]?.lastUsedAt).toBe(100 * HOUR);
  });
});
