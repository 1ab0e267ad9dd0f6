import type { Rejection } from "tattle/sink";

/** Thrown by an attempt when some row of it is to blame. */
export class RowFailure extends Error {
  override readonly name = "RowFailure";
}

/** A row and its place in the batch. */
export interface Placed {
  readonly index: number;
}

/** So many single rows may fail before one was taken. Then it is not the rows. */
const SUSPECTS = 8;

/**
 * Writes rows by `attempt`, which takes all or none of what it is given, and halves them down to
 * those that it refuses.
 *
 * A row is refused only when others of the same batch are taken. Where none is, the table and not
 * the rows may be to blame, as with a constraint that somebody has added; then this throws, and
 * the host finds out by other batches.
 *
 * @throws RowFailure where nothing at all was taken; whatever else `attempt` throws
 */
export async function locate<R extends Placed>(
  rows: readonly R[],
  attempt: (rows: readonly R[]) => Promise<void>,
): Promise<Rejection[]> {
  const rejected: Rejection[] = [];
  let taken = 0;
  let last: RowFailure | null = null;

  const visit = async (part: readonly R[]): Promise<void> => {
    const [first] = part;
    if (first === undefined) return;
    try {
      await attempt(part);
      taken += part.length;
    } catch (error) {
      if (!(error instanceof RowFailure)) throw error;
      last = error;
      if (part.length > 1) {
        const middle = Math.ceil(part.length / 2);
        await visit(part.slice(0, middle));
        return visit(part.slice(middle));
      }
      rejected.push({ index: first.index, reason: error.message });
      if (taken === 0 && rejected.length >= SUSPECTS) throw error;
    }
  };

  await visit(rows);
  if (taken === 0 && last !== null) throw last;
  return rejected;
}
