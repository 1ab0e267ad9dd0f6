import { cut, readable } from "./format.ts";

/** Longer texts are cut in lists; their page has them whole. */
const IN_LISTS = 300;

/**
 * A text that strangers wrote: as text, in a direction of its own, with nothing in it that a
 * reader would be fooled by. `null`: what the report does not say.
 */
export function Foreign({
  text,
  whole = false,
  none = "–",
}: {
  text: string | null;
  whole?: boolean;
  none?: string;
}) {
  if (text === null) return <span class="quiet">{none}</span>;
  const shown = readable(whole ? text : cut(text, IN_LISTS));
  return (
    <bdi class="foreign" title={whole ? undefined : readable(cut(text, 2_000))}>
      {shown}
    </bdi>
  );
}
