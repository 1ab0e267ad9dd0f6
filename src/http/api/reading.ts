import { CodedError } from "../../report/errors.ts";
import { isProblemCode } from "../problems.ts";
import type { RemoteReader } from "../services.ts";

/**
 * Asks the reader. Throws `reader_missing` where there is none, `cursor_invalid` for a cursor
 * that it does not know, and `reader_unavailable` for whatever else goes wrong in it.
 */
export async function read<T>(
  reader: RemoteReader | null,
  question: (reader: RemoteReader) => Promise<T>,
): Promise<T> {
  if (reader === null) throw new CodedError("reader_missing", "No sink can be read from.");
  try {
    return await question(reader);
  } catch (cause) {
    throw codedError(cause);
  }
}

function codedError(cause: unknown): CodedError {
  if (cause instanceof CodedError && isProblemCode(cause.code)) return cause;
  if (cause instanceof RangeError) {
    return new CodedError("cursor_invalid", "No page gave this cursor.", { cause });
  }
  return new CodedError("reader_unavailable", "The store could not answer.", { cause });
}
