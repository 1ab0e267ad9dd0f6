import type { ComponentChildren } from "preact";

/** A part of a page with a heading of its own. `aside` stands at the end of the heading's line. */
export function Card({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="card">
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
