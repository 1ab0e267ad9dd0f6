import { Elysia } from "elysia";
import type { Log } from "../../sink/context.ts";
import { otherMethods } from "../methods.ts";
import { htmlResponse } from "../page.ts";
import { problemAnswers } from "../problem-answers.ts";
import { problemResponse, RequestError } from "../problems.ts";
import { securityHook } from "../security-hook.ts";
import type { Access } from "./access.ts";
import { readForm } from "./form.ts";
import { continuePage, loginPage } from "./login-page.ts";
import { ownPath } from "./next.ts";
import { isFromElsewhere } from "./origin.ts";

/** `/login` and `/logout`: what a person sees of the access rules. */
export function loginRoutes(access: Access, log: Log) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(log))
    .get("/login", ({ request }) => showOrRedeem(access, request))
    .post("/login", ({ request }) => logIn(access, request), { parse: "none" })
    .post("/logout", ({ request }) => logOut(access, request), { parse: "none" })
    .use(otherMethods({ "/login": ["GET", "POST"], "/logout": ["POST"] }));
}

function showOrRedeem(access: Access, request: Request): Response {
  const query = new URL(request.url).searchParams;
  const next = ownPath(query.get("next"));
  const code = query.get("code");
  // A HEAD request is a program looking at the link, which must not use it up.
  if (code === null || request.method !== "GET") {
    return access.hasSession(request) ? redirect(next) : htmlResponse(loginPage(next, null));
  }
  const identity = access.redeemCode(code);
  if (identity === null) {
    return htmlResponse(loginPage(next, "This link was used already or is too old."), 401);
  }
  const cookie = access.openSession(request, identity);
  if (!isFromElsewhere(request)) return redirect(next, cookie);
  return htmlResponse(continuePage(next), 200, { "set-cookie": cookie });
}

async function logIn(access: Access, request: Request): Promise<Response> {
  access.requireSameOrigin(request);
  const form = await readForm(request);
  const next = ownPath(form?.get("next"));
  try {
    const token = form?.get("token") ?? "";
    const identity = access.checkToken(token, request);
    if (identity !== null) return redirect(next, access.openSession(request, identity));
    return htmlResponse(loginPage(next, "This token is wrong."), 401);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { status } = problemResponse(error);
    return htmlResponse(
      loginPage(next, `Too many attempts. ${error.message}`),
      status,
      error.extra.headers,
    );
  }
}

function logOut(access: Access, request: Request): Response {
  access.requireSameOrigin(request);
  return redirect("/login", access.closeSession(request));
}

/** 303: the next request is a GET, whatever this one was. */
function redirect(location: string, cookie?: string): Response {
  const headers = new Headers({ location });
  if (cookie !== undefined) headers.set("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
