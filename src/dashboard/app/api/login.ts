import { search } from "./query.ts";

let letIn = false;
let leaving = false;

/** The API has answered this page: it knows who is logged in. */
export function wasLetIn(): void {
  letIn = true;
}

/**
 * The session is over: the login page leads back to where we are. Where it has just sent us here
 * since there is a session, and the API says that there is none, it would do so for ever; then the
 * page says what the API said.
 */
export function logInAgain(): void {
  if (leaving || (!letIn && wasRedirected())) return;
  leaving = true;
  // Written anew, since addresses typed by hand have characters that the login page refuses.
  const query = new URLSearchParams(location.search).toString();
  const next = query === "" ? location.pathname : `${location.pathname}?${query}`;
  location.replace(`/login${search({ next })}`);
}

function wasRedirected(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation instanceof PerformanceNavigationTiming && navigation.redirectCount > 0;
}
