import { Elysia } from "elysia";
import { problemAnswers } from "./problem-answers.ts";
import { RequestError } from "./problems.ts";
import { securityHook } from "./security-hook.ts";
import type { Services } from "./services.ts";

/** The answer of a listener without pages to every path that nothing else answers. */
export function notServed({ log }: Pick<Services, "log">) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(log))
    .all(
      "/*",
      () => {
        throw new RequestError("route_not_found", "Nothing is served at this address.");
      },
      { parse: "none" },
    );
}
