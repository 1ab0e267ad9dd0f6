import type { NoiseRuleView } from "../../../../http/api/schema/noise-rule.ts";
import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { Card } from "../../ui/card.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";

/** The rule that recognised a report as noise, and why. */
export function NoiseRule({ id }: { id: string }) {
  const query = useApi(["noise-rules"], (signal) => api.noiseRules({}, signal));
  return (
    <Card title="Recognised as noise" aside={<Foreign text={id} />}>
      <Loaded query={query} lines={1}>
        {({ items }) => <Why rule={items.find((rule) => rule.id === id)} />}
      </Loaded>
    </Card>
  );
}

function Why({ rule }: { rule: NoiseRuleView | undefined }) {
  if (rule === undefined) return <p class="quiet">The rule has been removed since.</p>;
  return (
    <p>
      <Foreign text={rule.why} whole />{" "}
      <span class="quiet">
        Looks for <Foreign text={rule.value} /> in {rule.fields.join(", ")}; confidence{" "}
        {rule.confidence}
        {rule.enabled ? "" : "; switched off by now"}.
      </span>
    </p>
  );
}
