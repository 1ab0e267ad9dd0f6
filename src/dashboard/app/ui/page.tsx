import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

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
