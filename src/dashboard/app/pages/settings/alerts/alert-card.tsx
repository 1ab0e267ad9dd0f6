import { useState } from "preact/hooks";
import type { AlertView } from "../../../../../http/api/schema/alert.ts";
import { removeAlert, switchAlert, testAlert } from "../../../api/settings.ts";
import { useChange } from "../../../api/use-change.ts";
import { ChangeButton } from "../../../ui/change-button.tsx";
import { Confirm } from "../../../ui/dialog.tsx";
import { plural } from "../../../ui/format.ts";
import { Foreign } from "../../../ui/text.tsx";
import { Ago } from "../../../ui/time.tsx";
import { AlertEditor } from "./alert-editor.tsx";
import { CHANNELS, KINDS } from "./words.ts";

/** One alert: what it is about, where it goes, how that went, and what can be done with it. */
export function AlertCard({ alert }: { alert: AlertView }) {
  const { name, kind, via, source, enabled, settings, projects, waiting, problem } = alert;
  return (
    <section class="card">
      <header>
        <h2>
          {name} {!enabled && <span class="badge warn">off</span>}{" "}
          {source === "file" && <span class="badge">from file</span>}
        </h2>
        <span class="quiet">
          {CHANNELS[via]}
          {settings.host !== null && `, ${settings.host}`}
          {settings.to.length > 0 && `, ${settings.to.join(", ")}`}
        </span>
      </header>
      <p>
        {KINDS[kind]}
        {kind === "directive" && `: ${settings.directives.join(", ")}`}
        {projects !== null && `; only ${projects.join(", ")}`}
        {settings.quiet !== null &&
          `; quiet from ${settings.quiet.from} to ${settings.quiet.to} (${settings.quiet.zone})`}
      </p>
      {problem !== null && (
        <p class="bad">
          The last look failed: <Foreign text={problem} />
        </p>
      )}
      {waiting > 0 && <p class="quiet">{plural(waiting, "finding")} to be told later</p>}
      <Messages messages={alert.messages} />
      <Buttons alert={alert} />
    </section>
  );
}

const STATES: Readonly<Record<AlertView["messages"][number]["state"], string>> = {
  sent: "good",
  open: "warn",
  failed: "bad",
};

function Messages({ messages }: Pick<AlertView, "messages">) {
  const [last] = messages;
  if (last === undefined) return <p class="quiet">It has told nothing yet.</p>;
  return (
    <p>
      <span class={`badge ${STATES[last.state]}`}>{last.state}</span> Last message{" "}
      <Ago at={last.createdAt} />
      {last.error !== null && (
        <>
          : <Foreign text={last.error} />
        </>
      )}
    </p>
  );
}

function Buttons({ alert: { name, source, enabled }, alert }: { alert: AlertView }) {
  const [asking, setAsking] = useState<"edit" | "remove" | null>(null);
  const test = useChange({ ask: () => testAlert(name), touches: ["alerts"] });
  const flip = useChange({ ask: () => switchAlert(name, !enabled), touches: ["alerts"] });
  const remove = useChange({ ask: () => removeAlert(name), touches: ["alerts"] });
  const close = () => setAsking(null);
  return (
    <div class="actions">
      <ChangeButton disabled={test.isPending} onClick={() => test.mutate()}>
        {test.isPending ? "Sending…" : "Send a test"}
      </ChangeButton>
      {source === "control" && (
        <>
          <ChangeButton onClick={() => setAsking("edit")}>Change</ChangeButton>
          <ChangeButton disabled={flip.isPending} onClick={() => flip.mutate()}>
            {enabled ? "Switch off" : "Switch on"}
          </ChangeButton>
          <ChangeButton class="danger" onClick={() => setAsking("remove")}>
            Remove
          </ChangeButton>
        </>
      )}
      {test.data !== undefined && (
        <span role="status" class={test.data.ok ? "good" : "bad"}>
          {test.data.ok ? "It was taken: " : "It did not arrive: "}
          <Foreign text={test.data.said} />
        </span>
      )}
      {asking === "edit" && <AlertEditor alert={alert} close={close} />}
      {asking === "remove" && (
        <Confirm
          title={`Remove ${name}?`}
          action="Remove"
          dangerous
          busy={remove.isPending}
          close={close}
          confirm={() => remove.mutate(undefined, { onSuccess: close })}
        >
          <p>What it has not told yet is not told any more.</p>
        </Confirm>
      )}
    </div>
  );
}
