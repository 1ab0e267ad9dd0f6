import { CodedError } from "../../report/errors.ts";
import { isProblemCode, RequestError } from "../problems.ts";
import type { RemoteReader } from "../services.ts";

/**
 * Asks the reader. Throws `reader_missing` where there is none, `cursor_invalid` for a cursor
 * that it does not know, `request_invalid` for parameters that it cannot combine, and
 * `reader_unavailable` for whatever else goes wrong in it.
 *
 * @param query what the question was made of
 */
export async function read<T>(
  reader: RemoteReader | null,
  question: (reader: RemoteReader) => Promise<T>,
  query: { cursor?: string } = {},
): Promise<T> {
  if (reader === null) throw new CodedError("reader_missing", "No sink can be read from.");
  try {
    return await question(reader);
  } catch (cause) {
    throw codedError(cause, query.cursor !== undefined);
  }
}

function codedError(cause: unknown, paged: boolean): Error {
  if (cause instanceof CodedError && isProblemCode(cause.code)) return cause;
  if (cause instanceof RangeError) return paged ? cursorInvalid(cause) : requestInvalid(cause);
  return new CodedError("reader_unavailable", "The store could not answer.", { cause });
}

/** A page of this query gave no cursor unless the query can be answered: so the cursor is at fault. */
function cursorInvalid(cause: RangeError): CodedError {
  return new CodedError("cursor_invalid", "No page of this query gave this cursor.", { cause });
}

/** The reader's sentence names the parameters in backquotes, the one at fault first. */
function requestInvalid({ message }: RangeError): RequestError {
  const name = /`(\w+)`/.exec(message)?.[1];
  if (name === undefined) return new RequestError("request_invalid", message);
  return new RequestError("request_invalid", "Parameters are not valid.", {
    errors: [{ in: "query", name, message }],
  });
}
