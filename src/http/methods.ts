import { Elysia } from "elysia";
import { RequestError } from "./problems.ts";

/**
 * Answers every other method of these paths with 405 and `Allow` (RFC 9110 §15.5.6); Elysia by
 * itself answers 404. `HEAD` comes with `GET`.
 */
export function otherMethods(paths: Readonly<Record<string, readonly string[]>>) {
  const app = new Elysia({ detail: { hide: true } });
  for (const [path, methods] of Object.entries(paths)) {
    const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
    app.all(path, () => refuse(allow.join(", ")), { parse: "none" });
  }
  return app;
}

function refuse(allow: string): never {
  throw new RequestError("method_not_allowed", `This address answers ${allow} only.`, {
    headers: { allow },
  });
}
