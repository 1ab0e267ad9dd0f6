import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** Something that is told and goes away by itself, unless it is bad. */
export interface Toast {
  text: string;
  tone: "good" | "bad";
  /** One thing that can be done about it, such as taking it back. */
  action?: { name: string; run: () => void };
}

/** How long a toast stays, in milliseconds; longer where there is something to do. */
const STAYS = { plain: 5_000, action: 12_000 };
const MOST = 4;

type Listener = (toast: Toast) => void;
const listeners = new Set<Listener>();

/** Shows a toast. */
export function tell(toast: Toast): void {
  for (const listener of listeners) listener(toast);
}

interface Shown extends Toast {
  id: number;
}

/** Where toasts are shown. There is one of these. */
export function Toasts() {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  useEffect(() => {
    let last = 0;
    const listen = (toast: Toast) => {
      const id = ++last;
      setShown((now) => [...now, { ...toast, id }].slice(-MOST));
      const stays = toast.action ? STAYS.action : STAYS.plain;
      if (toast.tone !== "bad") setTimeout(() => setShown((now) => without(now, id)), stays);
    };
    listeners.add(listen);
    return () => void listeners.delete(listen);
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, tone, action }) => (
        <p key={id} role={tone === "bad" ? "alert" : undefined} class={`toast ${tone}`}>
          {text}
          {action && (
            <button
              type="button"
              class="plain"
              onClick={() => {
                action.run();
                setShown((now) => without(now, id));
              }}
            >
              {action.name}
            </button>
          )}
          <button
            type="button"
            class="icon-only"
            aria-label="Close"
            onClick={() => setShown((now) => without(now, id))}
          >
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  );
}

function without(toasts: readonly Shown[], id: number): Shown[] {
  return toasts.filter((toast) => toast.id !== id);
}
