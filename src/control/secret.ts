import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits as 43 characters that need no escaping in URLs and headers, behind a prefix. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(32).toString("base64url")}`;
}

/** What is kept of a secret. It has 256 random bits, so one round of SHA-256 is as good as many. */
export function hashOf(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

/** Compares in a time that depends on neither hash. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
