import { Elysia } from "elysia";
import { RequestError } from "./problems.ts";

/** Methods by path, whose parameters are written `:name`. */
type Methods = Readonly<Record<string, readonly string[]>>;

/**
 * Answers every other method of these paths with 405 and `Allow` (RFC 9110 §15.5.6); Elysia by
 * itself answers 404. `HEAD` comes with `GET`.
 */
export function otherMethods(paths: Methods) {
  const app = new Elysia({ detail: { hide: true } });
  const all = Object.keys(paths);
  for (const path of all) {
    // For a path without parameters Elysia asks no other one any more: `/alerts/:name` would not
    // hear of an alert that is called like `/alerts/test`. So the one with parameters answers for both.
    if (all.some((other) => other !== path && covers(other, path))) continue;
    app.all(path, ({ request }) => refuse(paths, new URL(request.url).pathname), { parse: "none" });
  }
  return app;
}

/** The methods that routes answer. */
export function methodsOf(
  routes: ReadonlyArray<{ readonly method: string; readonly path: string }>,
): Methods {
  const methods: Record<string, string[]> = {};
  for (const { method, path } of routes) methods[path] = [...(methods[path] ?? []), method];
  return methods;
}

function refuse(paths: Methods, asked: string): never {
  const methods = Object.keys(paths)
    .filter((path) => covers(path, asked))
    .flatMap((path) => paths[path] ?? []);
  const allow = [
    ...new Set(methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))),
  ].join(", ");
  throw new RequestError("method_not_allowed", `This address answers ${allow} only.`, {
    headers: { allow },
  });
}

/** Whether a path is the same, or has something for each of its parameters. */
function covers(pattern: string, path: string): boolean {
  const parts = path.split("/");
  const wanted = pattern.split("/");
  return (
    wanted.length === parts.length &&
    wanted.every((part, index) => part === parts[index] || part.startsWith(":"))
  );
}
