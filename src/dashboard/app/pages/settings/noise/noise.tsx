import { useState } from "preact/hooks";
import type { NoiseRuleView } from "../../../../../http/api/schema/noise-rule.ts";
import { api } from "../../../api/endpoints.ts";
import { useApi } from "../../../api/use-api.ts";
import { Card } from "../../../ui/card.tsx";
import { ChangeButton } from "../../../ui/change-button.tsx";
import { Field } from "../../../ui/field.tsx";
import { plural } from "../../../ui/format.ts";
import { Empty, Loaded } from "../../../ui/states.tsx";
import { Retagging } from "./retagging.tsx";
import { RuleEditor } from "./rule-editor.tsx";
import { RuleTable } from "./rule-table.tsx";
import { byKind, matching } from "./rules.ts";

/** Rules about reports that no change of a site can end. They tag; nothing is hidden for good. */
export function NoiseSettings() {
  const query = useApi(["noise-rules"], (signal) => api.noiseRules({}, signal));
  const [making, setMaking] = useState(false);
  return (
    <>
      <p class="intro">
        Extensions, injected scripts, webviews: reports that no change of a site can end are tagged
        with the rule that recognised them, and hidden where noise is.{" "}
        <ChangeButton class="primary small" onClick={() => setMaking(true)}>
          New rule
        </ChangeButton>
      </p>
      <Retagging />
      <Loaded query={query} lines={8}>
        {({ items }) => <Rules rules={items} />}
      </Loaded>
      {making && <RuleEditor rule={null} close={() => setMaking(false)} />}
    </>
  );
}

function Rules({ rules }: { rules: readonly NoiseRuleView[] }) {
  const [search, setSearch] = useState("");
  const found = matching(rules, search);
  const own = found.filter(({ source }) => source !== "built-in");
  const kinds = byKind(found.filter(({ source }) => source === "built-in"));
  return (
    <>
      <Field
        name="Find a rule"
        value={search}
        change={setSearch}
        placeholder="chrome-extension, a host, a word"
      />
      <Card title="Your own">
        {own.length === 0 ? (
          <Empty title={search === "" ? "None so far." : "None of them."} />
        ) : (
          <RuleTable rules={own} />
        )}
      </Card>
      {kinds.map(([kind, list]) => (
        <details key={kind} class="card" open={search !== ""}>
          <summary>
            <strong>{kind}</strong>{" "}
            <span class="quiet">
              {plural(list.length, "rule")}, {list.filter(({ enabled }) => enabled).length} in use
            </span>
          </summary>
          <RuleTable rules={list} />
        </details>
      ))}
    </>
  );
}
