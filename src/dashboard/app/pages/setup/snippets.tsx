import { useState } from "preact/hooks";
import type { Setup, Snippet } from "../../../../setup/index.ts";
import { remember, remembered } from "../../state/storage.ts";
import { CopyBlock } from "../../ui/copy.tsx";
import { Step } from "./step.tsx";

/** Remembered, since the next site is likely of the same kind. */
const KEY = "tattle-stack";

/** The headers in the language of the site's stack, to copy. */
export function Snippets({ setup }: { setup: Setup }) {
  const [stack, setStack] = useState(() => remembered(KEY) ?? "plain");
  const shown = setup.snippets.find(({ id }) => id === stack) ?? setup.snippets[0];
  const choose = (id: string) => {
    remember(KEY, id);
    setStack(id);
  };
  return (
    <Step number={4} title="Put this on the site">
      <fieldset class="stacks">
        <legend>What it runs on</legend>
        {setup.snippets.map(({ id, name }) => (
          <label key={id} class={id === shown?.id ? "chosen" : undefined}>
            <input
              type="radio"
              name="stack"
              checked={id === shown?.id}
              onChange={() => choose(id)}
            />
            {name}
          </label>
        ))}
      </fieldset>
      {shown && <Code snippet={shown} />}
    </Step>
  );
}

function Code({ snippet: { name, file, code, notes } }: { snippet: Snippet }) {
  return (
    <>
      <p class="quiet">
        Goes into <code>{file}</code>
      </p>
      <CopyBlock text={code} label={`The headers for ${name}`} />
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}
