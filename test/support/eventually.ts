/** How long a condition may take to come true, in milliseconds. Far more than any of them needs. */
const LIMIT = 20_000;
const PAUSE = 20;

/**
 * Calls `check` again and again until it does not throw, and gives what it returned. Rejects with
 * its last error once the time is up.
 */
export async function eventually<T>(check: () => T | Promise<T>, limit = LIMIT): Promise<T> {
  const deadline = performance.now() + limit;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await Bun.sleep(PAUSE);
    }
  }
}
