import { useEffect, useState } from "preact/hooks";

/** How long a page may be out of sight before it gives its stream back, in milliseconds. */
const PATIENCE = 5 * 60_000;

/** False once the page has been out of sight for long: the server has few streams to give. */
export function useAwake(): boolean {
  const [awake, setAwake] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") setAwake(true);
      else timer = setTimeout(() => setAwake(false), PATIENCE);
    };
    document.addEventListener("visibilitychange", changed);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", changed);
    };
  }, []);
  return awake;
}
