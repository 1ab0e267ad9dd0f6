import { Elysia } from "elysia";
import type { Access } from "./access.ts";

/**
 * Lets only who {@link Access.require} lets in reach the routes of the instance that uses it.
 * Runs before validation, so that strangers learn nothing about parameters.
 */
export function guardApi(access: Access) {
  return new Elysia().onTransform({ as: "scoped" }, ({ request }) => {
    access.require(request);
  });
}

/** Sends who has no session to the login page, and from there back. */
export function guardPages(access: Access) {
  return new Elysia().onBeforeHandle({ as: "scoped" }, ({ request }) =>
    loginFirst(access, request),
  );
}

/** The way to the login page; nothing for who has a session. */
export function loginFirst(access: Access, request: Request): Response | undefined {
  if (access.hasSession(request)) return undefined;
  const { pathname, search } = new URL(request.url);
  const location = `/login?${new URLSearchParams({ next: pathname + search })}`;
  return new Response(null, { status: 303, headers: { location } });
}
