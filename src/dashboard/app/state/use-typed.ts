import { useEffect, useRef, useState } from "preact/hooks";

/** How long somebody has stopped typing before it is told, in milliseconds. */
const PAUSE = 300;

/**
 * A text while somebody types it, and how to change it. `tell` gets it once they stop. Another
 * `value`, as by going back, takes its place; the box stays, and the focus in it.
 */
export function useTyped(
  value: string,
  tell: (text: string) => void,
): [typed: string, type: (text: string) => void] {
  const [typed, type] = useState(value);
  const told = useRef(value);
  const latest = useRef(tell);
  latest.current = tell;
  if (value !== told.current) {
    told.current = value;
    type(value);
  }
  useEffect(() => {
    if (typed === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed;
      latest.current(typed);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, type];
}
