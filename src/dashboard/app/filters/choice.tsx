import { readable } from "../ui/format.ts";

interface ChoiceProps {
  name: string;
  value: string | undefined;
  values: readonly string[];
  words?: Readonly<Record<string, string>>;
  /** What no choice is called. */
  all: string;
  choose: (value: string | undefined) => void;
}

/** One of several values, or none. A value of the address is offered even where nothing has it. */
export function Choice({ name, value, values, words = {}, all, choose }: ChoiceProps) {
  // Values are what strangers sent: one may be called `constructor`.
  const optionName = (each: string) =>
    (Object.hasOwn(words, each) && words[each]) ||
    (each === "" ? `No ${name.toLowerCase()}` : readable(each));
  const offered = value === undefined || values.includes(value) ? values : [value, ...values];
  return (
    <select
      aria-label={name}
      class={value === undefined ? undefined : "chosen"}
      value={value === undefined ? "-" : `=${value}`}
      onChange={({ currentTarget }) =>
        choose(currentTarget.value === "-" ? undefined : currentTarget.value.slice(1))
      }
    >
      <option value="-">{all}</option>
      {offered.map((each) => (
        <option key={each} value={`=${each}`}>
          {optionName(each)}
        </option>
      ))}
    </select>
  );
}
