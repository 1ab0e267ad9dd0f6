import { useState } from "preact/hooks";
import type { ErasureView } from "../../../../../http/api/schema/erasure.ts";
import { erase } from "../../../api/settings.ts";
import { useChange } from "../../../api/use-change.ts";
import { useSession } from "../../../state/use-session.ts";
import { Card } from "../../../ui/card.tsx";
import { Confirm } from "../../../ui/dialog.tsx";
import { Field, Select } from "../../../ui/field.tsx";
import { Erasures } from "./erasures.tsx";

const WHAT = {
  distinctId: "A person, by distinct_id",
  documentURL: "A page, by its URL",
} as const;

/** How long things are kept, and how to be rid of some earlier. */
export function DataSettings() {
  return (
    <>
      <Card title="How long reports are kept">
        <p>
          By age and by size, as the <code>sqlite</code> sink in the config file says: 30 days or 10
          GiB unless it says otherwise, counts 13 months. <code>tattle backup</code> makes a copy
          while Tattle runs.
        </p>
        <pre>{`[[sinks]]
type = "sqlite"
retention = { reports = "30d", size = "10GiB", rollups = "396d" }`}</pre>
      </Card>
      <Erase />
      <Erasures />
    </>
  );
}

function Erase() {
  const [what, setWhat] = useState<keyof typeof WHAT>("distinctId");
  const [value, setValue] = useState("");
  const [asking, setAsking] = useState(false);
  const { locked } = useSession();
  const start = useChange({
    ask: () => erase({ [what]: value }),
    touches: ["erasures"],
    done: (_: ErasureView) => "The erasure has begun.",
  });
  const done = () => {
    setAsking(false);
    setValue("");
  };
  return (
    <Card title="Forget a person or a page">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsking(true);
        }}
      >
        <Select name="What" value={what} options={WHAT} change={setWhat} />
        <Field
          name="Which"
          value={value}
          change={setValue}
          required
          hint={
            what === "distinctId"
              ? "As the report URL had it."
              : "As reports show it: without its query, unless the configuration keeps that."
          }
        />
        <button type="submit" class="danger" disabled={locked !== undefined} title={locked}>
          Erase
        </button>
      </form>
      {asking && (
        <Confirm
          title="Erase for good?"
          action="Erase"
          dangerous
          busy={start.isPending}
          close={() => setAsking(false)}
          confirm={() => start.mutate(undefined, { onSuccess: done })}
        >
          <p>
            All that was accepted until now of this {what === "distinctId" ? "person" : "page"} is
            deleted from every sink that can, from dead letters and from the journal.
          </p>
        </Confirm>
      )}
    </Card>
  );
}
