import { logInAgain, wasLetIn } from "./login.ts";
import { ApiError, problemOf, unreachable } from "./problem.ts";
import { type Query, search } from "./query.ts";

export { type Query, search } from "./query.ts";

/** How long an answer may take, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Asks `/api/v1`.
 *
 * @param path behind `/api/v1`
 * @throws ApiError
 */
export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return await answer<T>(`/api/v1${path}${search(query)}`, { ...(signal && { signal }) });
}

/**
 * Changes something.
 *
 * @returns what the server says of it; `undefined` for 204
 * @throws ApiError
 */
export async function send<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T> {
  return await answer<T>(`/api/v1${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
}

async function answer<T>(url: string, init: RequestInit): Promise<T> {
  const limit = AbortSignal.timeout(PATIENCE);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  const response = await fetch(url, { ...init, signal, cache: "no-store" }).catch((error) => {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  });
  if (response.status === 401) logInAgain();
  if (!response.ok) throw await problemOf(response);
  wasLetIn();
  if (response.status === 204) return undefined as T;
  return await response.json().catch(() => {
    throw new ApiError(response.status, "unreadable", "The answer cannot be read.");
  });
}
