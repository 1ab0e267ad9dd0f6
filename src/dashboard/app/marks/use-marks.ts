import { useQueryClient } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import type { IssuePageView } from "../../../http/api/schema/issue.ts";
import { send } from "../api/request.ts";
import { tell } from "../ui/toasts.tsx";
import {
  bodiesOf,
  doneText,
  type Edit,
  type IssueStatus,
  type Marked,
  type MarksBody,
  undoing,
} from "./marks.ts";

/** Questions whose answers a mark changes. */
const TOUCHED = ["issues", "issue", "overview"];

interface Lists {
  pages: IssuePageView[];
}

/** What is shown before the server has said so; by the issue's id. */
export type Overlay = ReadonlyMap<string, IssueStatus>;

/** Says things of issues: shown at once, taken back where the server refuses, and with a way to undo. */
export function useMarks() {
  const client = useQueryClient();
  const [overlay, setOverlay] = useState<Overlay>(new Map());
  const lay = (bodies: readonly MarksBody[]) =>
    setOverlay((now) => new Map([...now, ...statuses(bodies)]));
  const lift = (bodies: readonly MarksBody[]) => {
    const over = new Set(bodies.flatMap(({ ids }) => ids));
    setOverlay((now) => new Map([...now].filter(([id]) => !over.has(id))));
  };

  /** Whether all of it was taken. */
  const change = async (bodies: readonly MarksBody[]): Promise<boolean> => {
    let taken = 0;
    lay(bodies);
    try {
      for (const body of bodies) {
        await send("POST", "/issues/marks", body);
        taken++;
      }
      await client.cancelQueries({ queryKey: ["issues"] });
      const said = new Map(statuses(bodies));
      client.setQueriesData<Lists>({ queryKey: ["issues", "pages"] }, (lists) =>
        patched(lists, said),
      );
      return true;
    } catch (error) {
      const what = taken === 0 ? "Nothing was changed" : "Not all of it was changed";
      tell({ text: `${what}: ${messageOf(error)}`, tone: "bad" });
      return false;
    } finally {
      lift(bodies);
      for (const name of TOUCHED) void client.invalidateQueries({ queryKey: [name] });
    }
  };

  const undo = async (before: readonly Marked[], edit: Edit) => {
    if (await change(undoing(before, edit))) tell({ text: "Taken back", tone: "good" });
  };

  const mark = async (before: readonly Marked[], edit: Edit): Promise<boolean> => {
    if (before.length === 0 || Object.keys(edit).length === 0) return true;
    const done = await change(
      bodiesOf(
        before.map(({ id }) => id),
        edit,
      ),
    );
    if (done) {
      const action = { name: "Undo", run: () => void undo(before, edit) };
      tell({ text: doneText(before.length, edit), tone: "good", action });
    }
    return done;
  };
  return { overlay, mark };
}

function statuses(bodies: readonly MarksBody[]): Array<[string, IssueStatus]> {
  return bodies.flatMap(({ ids, status }) =>
    status === undefined ? [] : ids.map((id): [string, IssueStatus] => [id, status]),
  );
}

/** Until the lists are asked for again they say what the server has just taken. */
function patched(lists: Lists | undefined, said: ReadonlyMap<string, IssueStatus>) {
  if (lists === undefined) return undefined;
  const pages = lists.pages.map((page) => ({
    ...page,
    items: page.items.map((issue) => ({ ...issue, status: said.get(issue.id) ?? issue.status })),
  }));
  return { ...lists, pages };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
