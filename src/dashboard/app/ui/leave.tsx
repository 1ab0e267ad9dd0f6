import { webAddress } from "./address.ts";
import { cut, readable } from "./format.ts";
import { Icon } from "./icon.tsx";

/**
 * A way out to an address that strangers wrote, where it is one of the web; else nothing. It says
 * that it leaves, and takes along neither referrer nor opener.
 */
export function Leave({ url }: { url: string | null }) {
  const address = url === null ? null : webAddress(url);
  if (address === null) return null;
  return (
    <a
      class="leave"
      href={address}
      target="_blank"
      rel="noreferrer noopener"
      aria-label="Open it in a new tab, which leaves Tattle"
      title={`Leaves Tattle, to ${readable(cut(address, 200))}`}
    >
      <Icon name="leave" />
    </a>
  );
}
