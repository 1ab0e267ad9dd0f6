import { logInAgain } from "./login.ts";
import { ApiError, problemOf, unreachable } from "./problem.ts";
import { type Query, search } from "./query.ts";

/**
 * Reports as they come in, as server-sent events. Not by `EventSource`: that does not tell why it
 * was refused, and forgets where it was when it is opened anew.
 *
 * @param lastId id of the newest report that is known; `null`: from now on
 * @throws ApiError
 */
export async function openStream(
  query: Query,
  lastId: string | null,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(`/api/v1/stream${search(query)}`, {
    cache: "no-store",
    signal,
    ...(lastId !== null && { headers: { "last-event-id": lastId } }),
  }).catch((error) => {
    if (signal.aborted) throw error;
    throw unreachable();
  });
  if (response.status === 401) logInAgain();
  if (!response.ok) throw await problemOf(response);
  if (response.body === null) throw new ApiError(200, "unreadable", "The stream is empty.");
  return response.body;
}
