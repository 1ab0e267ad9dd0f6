import type { ComponentChildren } from "preact";
import { useSession } from "../state/use-session.ts";

interface ChangeButtonProps {
  children: ComponentChildren;
  class?: string | undefined;
  /** Off for a reason of the page's own. */
  disabled?: boolean;
  label?: string;
  onClick: () => void;
}

/** A button that changes something: off, with the reason, for who may only read. */
export function ChangeButton({ children, disabled = false, label, ...rest }: ChangeButtonProps) {
  const { locked } = useSession();
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      disabled={locked !== undefined || disabled}
      title={locked}
    >
      {children}
    </button>
  );
}
