import { memo } from "preact/compat";
import { Link } from "wouter-preact";
import type { IssueView } from "../../../../http/api/schema/issue.ts";
import { Sparkline } from "../../charts/sparkline.tsx";
import { type Action, actionsFor } from "../../marks/actions.ts";
import { useFilters } from "../../state/use-filters.ts";
import { plural, whole } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { codeOf, thingOf } from "../../ui/issue-title.ts";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { Badges } from "./badges.tsx";
import { few } from "./few.ts";

export interface RowProps {
  issue: IssueView;
  selected: boolean;
  current: boolean;
  /** Issues of all states are shown: each says its own. */
  mixed: boolean;
  /** Issues of several projects are shown: each says whose it is. */
  mixedProjects: boolean;
  /** Why nothing can be changed. */
  locked: string | undefined;
  toggle: (issue: IssueView) => void;
  act: (issue: IssueView, action: Action) => void;
}

/** One issue of the list. */
export const Row = memo(function Row(props: RowProps) {
  const { issue, selected, current, toggle } = props;
  const thing = thingOf(issue);
  return (
    <tr data-issue={issue.id} class={current ? "current" : undefined}>
      <td class="pick">
        <label>
          <input
            type="checkbox"
            checked={selected}
            aria-label={`Select ${thing.slice(0, 200)}`}
            onChange={() => toggle(issue)}
          />
        </label>
      </td>
      <What {...props} thing={thing} />
      <Counts issue={issue} />
      <td class="values">
        {plural(issue.documents, "page")}
        <small class="quiet">{few(issue.browsers, "unknown")}</small>
      </td>
      <td class="values">
        <bdi>{few(issue.versions, "none", 2)}</bdi>
      </td>
      <td class="seen">
        <Ago at={issue.lastSeen} />
        <small class="quiet">
          first <Ago at={issue.firstSeen} />
        </small>
      </td>
      <Actions {...props} thing={thing} />
    </tr>
  );
});

function What({ issue, mixed, mixedProjects, thing }: RowProps & { thing: string }) {
  const { href } = useFilters();
  return (
    <th scope="row" class="what">
      <Link class="issue-link" href={href(`/issues/${issue.id}`)}>
        <Foreign text={thing} />
      </Link>
      <small class="quiet">
        <Badges issue={issue} mixed={mixed} />{" "}
        {mixedProjects && (
          <>
            <Foreign text={issue.project} />
            {" · "}
          </>
        )}
        <Foreign text={issue.directive} none="no directive" />
        {issue.source !== null && (
          <>
            {" · "}
            <Foreign text={codeOf(issue.source)} />
          </>
        )}
      </small>
      {issue.mark?.note && (
        <small class="note">
          <Icon name="note" /> <Foreign text={issue.mark.note} />
        </small>
      )}
    </th>
  );
}

function Counts({ issue: { sparkline, counts } }: Pick<RowProps, "issue">) {
  const { received, estimated } = counts;
  return (
    <>
      <td class="trend">
        <Sparkline values={sparkline.received} label={trendOf(sparkline.received)} />
      </td>
      <td class="number">
        {whole(received)}
        {Math.round(estimated) !== received && (
          <small class="quiet" title="As if without sampling">
            ≈ {whole(estimated)}
          </small>
        )}
      </td>
    </>
  );
}

/** The trend in words. */
function trendOf(values: readonly number[]): string {
  const last = values.findLastIndex((value) => value > 0);
  if (last === -1) return "No reports in this span";
  const most = Math.max(...values);
  return `At most ${plural(most, "report")} in one of ${values.length} parts of the span`;
}

function Actions({ issue, locked, act, thing }: RowProps & { thing: string }) {
  return (
    <td class="row-actions">
      {actionsFor(issue.status).map((action) => (
        <button
          key={action.status}
          type="button"
          class="icon-only"
          disabled={locked !== undefined}
          title={locked ?? `${action.name}: ${action.means}`}
          aria-label={`${action.name} ${thing.slice(0, 200)}`}
          onClick={() => act(issue, action)}
        >
          <Icon name={action.icon} />
        </button>
      ))}
    </td>
  );
}
