import type { Fact } from "./fact.ts";
import { Json } from "./json-view.tsx";
import { Foreign } from "./text.tsx";

/** Names and values, the absent ones too. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="fact-list">
      {facts.map(({ name, value, hint }) => (
        <div key={name}>
          <dt title={hint}>
            <Foreign text={name} />
          </dt>
          <dd>
            {typeof value === "object" && value !== null ? (
              <Json value={value.json} label={name} />
            ) : (
              <Foreign text={value} whole none="absent" />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
