import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../state/clock.ts";
import { ago, zoned } from "./format.ts";

/** The time by the server, again every `every` milliseconds. */
export function useNow(every = 10_000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** How long ago something was, with the moment itself where one points at it. */
export function Ago({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return <span class="quiet">never</span>;
  const then = Date.parse(at);
  return (
    <time dateTime={at} title={zoned(then)}>
      {ago(then, now)}
    </time>
  );
}
