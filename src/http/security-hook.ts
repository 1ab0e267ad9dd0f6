import { Elysia } from "elysia";
import { securityHeaders } from "./security-headers.ts";

/**
 * Puts the security headers on every answer of the instance that uses it, errors too. What a
 * response says itself wins. (Elysia's `headers()` would put them on the answers of all
 * instances, `/report/` included.)
 */
export function securityHook() {
  const fields = securityHeaders();
  return new Elysia().onTransform({ as: "scoped" }, ({ set }) => {
    Object.assign(set.headers, fields);
  });
}
