import type { IssueView } from "../../../../http/api/schema/issue.ts";
import type { Action } from "../../marks/actions.ts";
import { Row } from "./row.tsx";
import type { Selection } from "./use-selection.ts";

interface TableProps {
  issues: readonly IssueView[];
  selection: Selection;
  current: string | null;
  mixed: boolean;
  locked: string | undefined;
  toggle: (issue: IssueView) => void;
  act: (issue: IssueView, action: Action) => void;
}

/** The list. */
export function Table({ issues, selection, current, ...rest }: TableProps) {
  const mixedProjects = new Set(issues.map(({ project }) => project)).size > 1;
  const chosen = issues.filter(({ id }) => selection.ids.has(id)).length;
  return (
    <table class="issues">
      <thead>
        <tr>
          <td class="pick">
            <label>
              <input
                type="checkbox"
                aria-label="Select all that are shown"
                checked={chosen > 0 && chosen === issues.length}
                indeterminate={chosen > 0 && chosen < issues.length}
                onChange={({ currentTarget }) => selection.all(currentTarget.checked)}
              />
            </label>
          </td>
          <th scope="col">Issue</th>
          <th scope="col">Trend</th>
          <th scope="col" class="number">
            Reports
          </th>
          <th scope="col">Seen in</th>
          <th scope="col">Versions</th>
          <th scope="col">Last seen</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {issues.map((issue) => (
          <Row
            key={issue.id}
            issue={issue}
            selected={selection.ids.has(issue.id)}
            current={issue.id === current}
            mixedProjects={mixedProjects}
            {...rest}
          />
        ))}
      </tbody>
    </table>
  );
}
