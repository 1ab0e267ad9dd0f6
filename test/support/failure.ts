/**
 * The error that a promise rejects with; throws when it resolves. For promises that a worker
 * settles: `expect(…).rejects` of `bun test` waits for those without letting the worker answer.
 */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  throw new Error(`It resolved with ${Bun.inspect(value)}.`);
}
