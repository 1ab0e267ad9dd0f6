import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

/** Nobody has gone from one page to another yet. */
let first = true;

/** The frame of a page: heading, what can be done, and what is shown. Sets the title of the window. */
export function Page({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} · Tattle`;
  }, [title]);
  useEffect(() => {
    // The link that led here is gone, and the focus with it: whoever uses the keyboard goes on here.
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && !first) document.getElementById("main")?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <main id="main" tabIndex={-1}>
      <header class="page-head">
        <h1>{title}</h1>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}
