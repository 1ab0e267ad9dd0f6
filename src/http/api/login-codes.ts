import { Elysia } from "elysia";
import { bearerToken } from "../access/access.ts";
import { RequestError } from "../problems.ts";
import { LOGIN_CODE } from "./examples.ts";
import { operation } from "./operation.ts";
import { type LoginCode, LoginCodeSchema } from "./schema/status.ts";

/** Makes one-time codes. `issue` gets the base URL at which browsers reach this listener. */
export function loginCodesApi(issue: (base: string) => LoginCode) {
  return new Elysia().post(
    "/api/v1/login-codes",
    ({ request, set }): LoginCode => {
      if (bearerToken(request) === null) {
        throw new RequestError("unauthorized", "A session cannot make codes; the token can.");
      }
      set.status = 201;
      return issue(new URL(request.url).origin);
    },
    {
      parse: "none",
      detail: operation({
        operationId: "createLoginCode",
        tag: "Access",
        changes: true,
        summary: "Make a login code",
        description:
          "A URL that logs one browser in, once, within ten minutes, without showing it the token. Needs the token itself; `tattle login` calls this.",
        answer: LoginCodeSchema,
        answerIs: "The code.",
        status: 201,
        example: LOGIN_CODE,
        errors: [],
        access: "token",
      }),
    },
  );
}
