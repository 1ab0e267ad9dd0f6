import { webAddress } from "./address.ts";
import { Icon } from "./icon.tsx";

/** A way out to a page that a report names, marked as such; nothing where it is no web address. */
export function Leaving({ to, children }: { to: string | null; children: string }) {
  const address = to === null ? null : webAddress(to);
  if (address === null) return null;
  return (
    <a class="button small" href={address} target="_blank" rel="noreferrer noopener">
      <Icon name="leave" /> {children}
      <span class="off-screen"> (leaves Tattle, opens a new tab)</span>
    </a>
  );
}
