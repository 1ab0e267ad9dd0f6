import { useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** How long the button says that it worked, in milliseconds. */
const SAID = 2_000;

/** Copies a text. On plain http, where browsers have no clipboard for pages, it selects it instead. */
export function CopyButton({ text, name = "Copy" }: { text: string; name?: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const copy = async ({ currentTarget }: { currentTarget: HTMLElement }) => {
    // Absent outside of secure contexts, whatever the types say.
    const clipboard: Clipboard | undefined = navigator.clipboard;
    const done = await clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    setState(done || copyOldWay(text, currentTarget) ? "copied" : "failed");
    setTimeout(() => setState("idle"), SAID);
  };
  return (
    <button type="button" class="small copy" onClick={copy}>
      <Icon name={state === "copied" ? "check" : "copy"} />
      <span aria-live="polite">
        {state === "idle" ? name : state === "copied" ? "Copied" : "Select and copy it by hand"}
      </span>
    </button>
  );
}

/**
 * What worked before there was a clipboard for pages, and on plain http still does. Next to the
 * button, since nothing outside of an open dialog can be selected; the focus comes back to it.
 */
function copyOldWay(text: string, button: HTMLElement): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "off-screen";
  button.after(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  button.focus();
  return done;
}

/** A text to take over as it is, with a button that copies it. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  return (
    <section class="copy-block" aria-label={label}>
      <pre>{text}</pre>
      <CopyButton text={text} />
    </section>
  );
}
