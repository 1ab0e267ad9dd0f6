import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { parseSecret, signedHeaders } from "../../../../src/sink/http/signature.ts";

const NOW = Date.now();
const SECRET = `whsec_${Buffer.from("a key of thirty-two bytes, no more").toString("base64")}`;
const NEXT_SECRET = `whsec_${Buffer.from("the key after that one, as long").toString("base64")}`;

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof TypeError ? error.message : "another error";
  }
  return "none";
};

describe("signatures", () => {
  test("are those of the scheme's own example", () => {
    const key = parseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    const headers = signedHeaders(
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      1614265330_000,
      '{"test": 2432232314}',
      [key],
    );
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  test("hold for whatever text, by the independent library, with the old and the new secret", () => {
    const keys = [SECRET, NEXT_SECRET].map(parseSecret);
    fc.assert(
      fc.property(fc.json(), (text) => {
        const headers = signedHeaders("id", NOW, text, keys);
        expect(headers["webhook-signature"]?.split(" ").length).toBe(2);
        for (const secret of [SECRET, NEXT_SECRET]) new Webhook(secret).verify(text, headers);
      }),
    );
  });

  test("are left out without a secret; id and time are not", () => {
    expect(Object.keys(signedHeaders("id", NOW, "{}", []))).toEqual([
      "webhook-id",
      "webhook-timestamp",
    ]);
  });

  test("take a secret with and without its prefix", () => {
    expect(parseSecret(SECRET.slice("whsec_".length))).toEqual(parseSecret(SECRET));
  });

  test.each([
    ["", "0 bytes"],
    ["whsec_", "0 bytes"],
    ["correct horse battery staple", "base64"],
    ["whsec_AAAA", "3 bytes"],
    [`whsec_${Buffer.alloc(23).toString("base64")}`, "23 bytes"],
    [`whsec_${Buffer.alloc(65).toString("base64")}`, "65 bytes"],
    [`whsec_${Buffer.alloc(32).toString("base64")}\n`, "base64"],
    [`whsk_${Buffer.alloc(32).toString("base64")}`, "Ed25519"],
  ])("refuse the secret %p", (secret, word) => {
    const said = message(() => parseSecret(secret));
    expect(said).toContain(word);
    expect(secret === "" || !said.includes(secret)).toBe(true);
  });
});
