import { useState } from "preact/hooks";
import type { NoiseRuleView } from "../../../../../http/api/schema/noise-rule.ts";
import { removeRule, switchRules } from "../../../api/settings.ts";
import { useChange } from "../../../api/use-change.ts";
import { ChangeButton } from "../../../ui/change-button.tsx";
import { Confirm } from "../../../ui/dialog.tsx";
import { words } from "../../../ui/format.ts";
import { Foreign } from "../../../ui/text.tsx";
import { Preview } from "./preview.tsx";
import { RuleEditor } from "./rule-editor.tsx";

const TOUCHES = ["noise-rules", "retagging", "facets"];

/** Why a rule is not used, where nobody here has switched it off. */
const OFF: Readonly<Record<string, string>> = {
  file: "off in the config file",
  confidence: "not used: too unsure",
  control: "off",
};

export function RuleTable({ rules }: { rules: readonly NoiseRuleView[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Looks for</th>
            <th scope="col">Why</th>
            <th scope="col">Used</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <Row key={rule.id} rule={rule} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ rule }: { rule: NoiseRuleView }) {
  const [asking, setAsking] = useState<"edit" | "remove" | null>(null);
  const own = rule.source === "control";
  const close = () => setAsking(null);
  return (
    <tr>
      <td>
        <Foreign text={rule.id} />
        {rule.source === "file" && <small class="quiet">from file</small>}
        {own && (
          <small>
            <ChangeButton class="plain" onClick={() => setAsking("edit")}>
              Change
            </ChangeButton>{" "}
            <ChangeButton class="plain" onClick={() => setAsking("remove")}>
              Remove
            </ChangeButton>
          </small>
        )}
        {asking === "edit" && <RuleEditor rule={rule} close={close} />}
        {asking === "remove" && <Remove rule={rule} close={close} />}
      </td>
      <td>
        <code>
          <Foreign text={rule.value} />
        </code>
        <small class="quiet">
          {words(rule.match)} in {rule.fields.join(", ")}
        </small>
      </td>
      <td>
        <Foreign text={rule.why} />
      </td>
      <td>
        <Switch rule={rule} />
      </td>
    </tr>
  );
}

function Switch({ rule: { id, enabled, disabledBy } }: { rule: NoiseRuleView }) {
  const [asking, setAsking] = useState(false);
  const flip = useChange({ ask: () => switchRules([id], !enabled), touches: TOUCHES });
  const fixed = disabledBy === "file" || disabledBy === "confidence";
  const verb = enabled ? "Switch off" : "Switch on";
  if (fixed) return <span class="quiet">{OFF[disabledBy]}</span>;
  return (
    <>
      <ChangeButton
        class="small"
        label={`${enabled ? "on" : "off"}: ${verb} ${id}`}
        onClick={() => setAsking(true)}
      >
        {enabled ? "on" : "off"}
      </ChangeButton>
      {asking && (
        <Confirm
          title={`${verb} ${id}?`}
          action={verb}
          busy={flip.isPending}
          close={() => setAsking(false)}
          confirm={() => flip.mutate(undefined, { onSuccess: () => setAsking(false) })}
        >
          <p>It holds at once for what comes; what is stored follows within minutes.</p>
          <Preview change={enabled ? { disable: [id] } : { enable: [id] }} />
        </Confirm>
      )}
    </>
  );
}

function Remove({ rule: { id }, close }: { rule: NoiseRuleView; close: () => void }) {
  const remove = useChange({ ask: () => removeRule(id), touches: TOUCHES });
  return (
    <Confirm
      title={`Remove ${id}?`}
      action="Remove"
      dangerous
      busy={remove.isPending}
      close={close}
      confirm={() => remove.mutate(undefined, { onSuccess: close })}
    >
      <p>What it has recognised counts as ordinary again.</p>
      <Preview change={{ remove: id }} />
    </Confirm>
  );
}
