import type { ProjectView } from "../../../../../http/api/schema/project.ts";
import { plural, whole } from "../../../ui/format.ts";
import { Foreign } from "../../../ui/text.tsx";

/** What decides about the reports of a project. */
export function ProjectFacts({ settings }: { settings: ProjectView["settings"] }) {
  if (settings === null) return null;
  const { origins, types, noise, rateLimit, quotaPerDay } = settings;
  return (
    <dl class="stats">
      <div>
        <dt>Origins</dt>
        <dd>
          <Foreign text={origins?.join(", ") || "any"} whole />
        </dd>
      </div>
      <div>
        <dt>Types</dt>
        <dd>{types?.join(", ") || "all"}</dd>
      </div>
      <div>
        <dt>Noise</dt>
        <dd>{noise === "drop" ? "dropped" : "tagged"}</dd>
      </div>
      <div>
        <dt>Rate limit</dt>
        <dd>
          {rateLimit === null
            ? "none"
            : `${whole(rateLimit.perSecond)} a second, bursts of ${whole(rateLimit.burst)}`}
        </dd>
      </div>
      <div>
        <dt>Quota</dt>
        <dd>{quotaPerDay === null ? "none" : `${plural(quotaPerDay, "report")} a day`}</dd>
      </div>
    </dl>
  );
}
