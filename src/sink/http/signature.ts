import { createHmac } from "node:crypto";

/** Begins a secret, and is no part of the key. */
const PREFIX = /^whsec_/;

/** Lengths of a key in bytes, as Standard Webhooks has them. */
const [SHORTEST, LONGEST] = [24, 64];

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The base64 in a secret. */
export function keyText(secret: string): string {
  return secret.replace(PREFIX, "");
}

/**
 * The key of a secret `whsec_…`; the prefix may be left out.
 *
 * @throws TypeError with what is wrong, without the secret
 */
export function parseSecret(secret: string): Buffer {
  const text = keyText(secret);
  if (/^wh[sp]k_/.test(text)) throw new TypeError("is an Ed25519 key, where `whsec_…` is needed");
  if (!BASE64.test(text)) throw new TypeError("is not `whsec_` followed by base64");
  const key = Buffer.from(text, "base64");
  if (key.length < SHORTEST || key.length > LONGEST) {
    throw new TypeError(`has ${key.length} bytes, where ${SHORTEST} to ${LONGEST} are needed`);
  }
  return key;
}

/**
 * The headers of one attempt by Standard Webhooks 1.0.0, those of the signature only with a key.
 *
 * @param id the same for every attempt, without full stops, which separate what is signed
 * @param now of the attempt, milliseconds since the epoch
 * @param keys each one signs
 */
export function signedHeaders(
  id: string,
  now: number,
  body: string,
  keys: readonly Buffer[],
): Record<string, string> {
  const timestamp = `${Math.floor(now / 1000)}`;
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp };
  if (keys.length === 0) return headers;
  const signatures = keys.map((key) => {
    const hmac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body);
    return `v1,${hmac.digest("base64")}`;
  });
  return { ...headers, "webhook-signature": signatures.join(" ") };
}
