import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface DialogProps {
  title: string;
  /** Escape, the close button and the page behind it. */
  close: () => void;
  children: ComponentChildren;
}

/** A window over the page, open as long as it is there; the browser keeps the focus inside of it. */
export function Dialog({ title, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      // A dialog that goes away without being closed leaves the focus nowhere.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={heading} onClose={close}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}

interface ConfirmProps extends DialogProps {
  /** What the button that does it says: a verb. */
  action: string;
  /** It cannot be taken back. */
  dangerous?: boolean;
  busy?: boolean;
  confirm: () => void;
}

/** Asks before something is done. */
export function Confirm({
  action,
  dangerous = false,
  busy = false,
  confirm,
  ...rest
}: ConfirmProps) {
  const { children, ...frame } = rest;
  return (
    <Dialog {...frame}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        {children}
        <div class="dialog-foot">
          <button type="button" onClick={rest.close}>
            Cancel
          </button>
          <button type="submit" class={dangerous ? "danger" : "primary"} disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
