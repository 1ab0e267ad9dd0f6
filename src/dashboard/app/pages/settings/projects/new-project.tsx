import { useState } from "preact/hooks";
import { createProject } from "../../../api/settings.ts";
import { useChange } from "../../../api/use-change.ts";
import { Confirm } from "../../../ui/dialog.tsx";
import { Check, Field } from "../../../ui/field.tsx";
import { lines } from "./lists.ts";

/** Asks for a name and makes a project. The first one changes what a report without a token is. */
export function NewProject({ first, close }: { first: boolean; close: () => void }) {
  const [name, setName] = useState("");
  const [origins, setOrigins] = useState("");
  const [understood, setUnderstood] = useState(false);
  const make = useChange({
    ask: () =>
      createProject({
        name: name.trim(),
        ...(lines(origins).length > 0 && { origins: lines(origins) }),
        ...(first && { requireTokens: understood }),
      }),
    touches: ["projects", "facets"],
    done: () => `The project ${name.trim()} was made.`,
  });
  return (
    <Confirm
      title="New project"
      action="Make it"
      busy={make.isPending || (first && !understood)}
      close={close}
      confirm={() => make.mutate(undefined, { onSuccess: close })}
    >
      <Field name="Name" value={name} change={setName} required placeholder="shop" />
      <Field
        name="Origins"
        value={origins}
        change={setOrigins}
        lines={3}
        placeholder="https://shop.example"
        hint="Of the pages whose reports are taken, one a line; https://*.shop.example for all subdomains. Empty: any."
      />
      {first && (
        <Check
          name="From now on reports need the token of a project"
          checked={understood}
          change={setUnderstood}
          hint="It is the first project. Reports without a token, which now belong to default, will be refused."
        />
      )}
    </Confirm>
  );
}
