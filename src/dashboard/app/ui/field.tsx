import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  name: string;
  value: string;
  change: (value: string) => void;
  /** A sentence under it. */
  hint?: ComponentChildren;
  /** What is wrong with it. */
  problem?: string | undefined;
  placeholder?: string;
  required?: boolean;
  type?: "text" | "url" | "password" | "date" | "number";
  /** More than one line. */
  lines?: number;
}

/** A text that a person enters, with its name, a hint, and what is wrong with it. */
export function Field({
  name,
  value,
  change,
  hint,
  problem,
  lines,
  type = "text",
  ...rest
}: FieldProps) {
  const id = useId();
  const common = {
    id,
    value,
    ...rest,
    autocomplete: "off",
    spellcheck: false,
    "aria-describedby": hint || problem ? `${id}-hint` : undefined,
    "aria-invalid": problem !== undefined,
  };
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {lines === undefined ? (
        <input {...common} type={type} onInput={(event) => change(event.currentTarget.value)} />
      ) : (
        <textarea {...common} rows={lines} onInput={(event) => change(event.currentTarget.value)} />
      )}
      {(hint || problem) && (
        <small id={`${id}-hint`} class={problem ? "bad" : undefined}>
          {problem ?? hint}
        </small>
      )}
    </div>
  );
}

interface SelectProps<T extends string> {
  name: string;
  value: T;
  options: Readonly<Record<T, string>>;
  change: (value: T) => void;
  hint?: ComponentChildren;
}

/** One of a few, by their words for people. */
export function Select<T extends string>({ name, value, options, change, hint }: SelectProps<T>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{name}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => change(event.currentTarget.value as T)}
        aria-describedby={hint ? `${id}-hint` : undefined}
      >
        {Object.entries<string>(options).map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

/** Yes or no. */
export function Check({
  name,
  checked,
  change,
  hint,
}: {
  name: ComponentChildren;
  checked: boolean;
  change: (checked: boolean) => void;
  hint?: ComponentChildren;
}) {
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={checked}
          onChange={(event) => change(event.currentTarget.checked)}
        />
        {name}
      </label>
      {hint && <small>{hint}</small>}
    </div>
  );
}
