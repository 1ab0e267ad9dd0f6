import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits as 43 characters that need no escaping in URLs and cookies. */
export function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a secret in memory, so that a memory dump opens nothing. */
export function fingerprintOf(secret: string): string {
  return sha256(secret).toString("base64url");
}

/** Compares in a time that depends on neither text, its length included. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
