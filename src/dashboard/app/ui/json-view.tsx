import { useMemo, useState } from "preact/hooks";
import { CopyButton } from "./copy.tsx";
import { compact } from "./format.ts";
import { safeJson } from "./json.ts";

/** Longer ones are shown in full when somebody asks for it. */
const AT_FIRST = 20_000;

/** A value of strangers as JSON, to read and to copy. */
export function Json({ value, label }: { value: unknown; label: string }) {
  const [whole, setWhole] = useState(false);
  const text = useMemo(() => safeJson(value), [value]);
  const cut = !whole && text.length > AT_FIRST;
  return (
    <section class="copy-block tall" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it. */}
      <pre tabIndex={0}>{cut ? text.slice(0, AT_FIRST) : text}</pre>
      <CopyButton text={text} name="Copy JSON" />
      {cut && (
        <button type="button" class="small" onClick={() => setWhole(true)}>
          Show all {compact(text.length)} characters
        </button>
      )}
    </section>
  );
}
