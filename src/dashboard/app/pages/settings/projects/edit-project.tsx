import { useState } from "preact/hooks";
import type { ProjectView } from "../../../../../http/api/schema/project.ts";
import { editProject } from "../../../api/settings.ts";
import { useChange } from "../../../api/use-change.ts";
import { Confirm } from "../../../ui/dialog.tsx";
import { Field, Select } from "../../../ui/field.tsx";
import { lines } from "./lists.ts";

const NOISE = {
  tag: "Tag it: it can be shown and hidden",
  drop: "Drop it: it is only counted",
} as const;

/** Changes what decides about the reports of a project. */
export function EditProject({ project, close }: { project: ProjectView; close: () => void }) {
  const { settings } = project;
  const name = project.name ?? "";
  const [origins, setOrigins] = useState(settings?.origins?.join("\n") ?? "");
  const [types, setTypes] = useState(settings?.types?.join(", ") ?? "");
  const [noise, setNoise] = useState(settings?.noise ?? "tag");
  const [quota, setQuota] = useState(settings?.quotaPerDay?.toString() ?? "");
  const [rate, setRate] = useState(settings?.rateLimit?.perSecond.toString() ?? "");
  const [burst, setBurst] = useState(settings?.rateLimit?.burst.toString() ?? "");
  const change = useChange({
    ask: () =>
      editProject(name, {
        origins: listOrNone(origins),
        types: listOrNone(types),
        noise,
        quotaPerDay: quota.trim() === "" ? null : Number(quota),
        rateLimit:
          rate.trim() === ""
            ? null
            : { perSecond: Number(rate), burst: Number(burst || Math.ceil(Number(rate))) },
      }),
    touches: ["projects"],
    done: () => `${name} was changed. It holds for what comes from now on.`,
  });
  return (
    <Confirm
      title={`Change ${name}`}
      action="Save"
      busy={change.isPending}
      close={close}
      confirm={() => change.mutate(undefined, { onSuccess: close })}
    >
      <Field
        name="Origins"
        value={origins}
        change={setOrigins}
        lines={3}
        hint="Of the pages whose reports are taken, one a line. Empty: any."
      />
      <Field
        name="Types"
        value={types}
        change={setTypes}
        hint="Such as csp-violation, crash; with commas between them. Empty: all."
      />
      <Select name="Noise" value={noise} options={NOISE} change={setNoise} />
      <Field
        name="Reports a second"
        type="number"
        value={rate}
        change={setRate}
        hint="In the long run. More is dropped and counted. Empty: any number."
      />
      {rate.trim() !== "" && (
        <Field
          name="At once"
          type="number"
          value={burst}
          change={setBurst}
          hint="So many after a quiet time, such as those of one page. Empty: those of a second."
        />
      )}
      <Field
        name="Reports a day"
        type="number"
        value={quota}
        change={setQuota}
        hint="By the day of UTC. More is dropped and counted. Empty: any number."
      />
    </Confirm>
  );
}

function listOrNone(text: string): string[] | null {
  const list = lines(text);
  return list.length === 0 ? null : list;
}
