import { Link } from "wouter-preact";

/** Parts of a page, each with an address of its own: `?tab=…`. */
export function Tabs<T extends string>({
  path,
  tabs,
  open,
  label,
}: {
  path: string;
  tabs: Readonly<Record<T, string>>;
  open: T;
  label: string;
}) {
  return (
    <nav class="page-tabs" aria-label={label}>
      {Object.entries<string>(tabs).map(([tab, name]) => (
        <Link
          key={tab}
          href={`${path}?tab=${tab}`}
          aria-current={tab === open ? "page" : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
