/** A page's file could not be had: it went with an upgrade, or no Tattle answers. */
export class PageGone extends Error {
  override readonly name = "PageGone";

  constructor(cause: unknown) {
    super("This page could not be loaded.", { cause });
  }
}

/** How long after the start the files of other pages are fetched, in milliseconds. */
const PAUSE = 1_500;

const waiting: Array<() => Promise<unknown>> = [];

/**
 * How to load a page's file: when somebody goes there, or before, once the first page is shown, so
 * that going there takes no time, also where the server is away or another one by then.
 */
export function late<T>(load: () => Promise<T>): () => Promise<T> {
  waiting.push(load);
  return () =>
    load().catch((cause) => {
      throw new PageGone(cause);
    });
}

/** Fetches the files of all pages, one after the other, while nothing else is to be done. */
export async function fetchLatePages(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  for (const load of waiting.splice(0)) {
    await idle();
    await load().catch(() => undefined);
  }
}

function idle(): Promise<unknown> {
  // Safari has no such callback.
  if (typeof requestIdleCallback === "undefined") return Promise.resolve();
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: PAUSE }));
}
