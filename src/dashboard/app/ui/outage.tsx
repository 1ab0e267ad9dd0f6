import { useOutage } from "../api/use-outage.ts";
import { clock } from "./format.ts";

/** Says once for all that a page shows that nothing new can be had; what was there stays. */
export function Outage() {
  const since = useOutage();
  return (
    <div class="outage" role="alert">
      {since !== null && (
        <p>
          Tattle does not answer since {clock(since)}. What you see may be older; it is asked again
          every few seconds.
        </p>
      )}
    </div>
  );
}
