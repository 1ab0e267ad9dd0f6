import type { ComponentChildren } from "preact";

/** A numbered part of the page. */
export function Step({
  number,
  title,
  children,
}: {
  number: number;
  title: string;
  children: ComponentChildren;
}) {
  return (
    <section class="card step">
      <header>
        <h2>
          <span class="step-number" aria-hidden="true">
            {number}
          </span>
          {title}
        </h2>
      </header>
      {children}
    </section>
  );
}
