import { useQueryClient } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import type { IssuePageView } from "../../../http/api/schema/issue.ts";
import type { MarkedIssueView } from "../../../http/api/schema/issue-mark.ts";
import { send } from "../api/request.ts";
import { tell } from "../ui/toasts.tsx";
import {
  bodiesOf,
  doneText,
  type Edit,
  type IssueStatus,
  type Marked,
  type MarksBody,
  overtaken,
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

  /** What the server says of the last one it was told of; `false` where it did not take all. */
  const change = async (bodies: readonly MarksBody[]): Promise<MarkedIssueView | null | false> => {
    let taken = 0;
    let answer: MarkedIssueView | null = null;
    lay(bodies);
    try {
      for (const body of bodies) {
        answer = await say(body);
        taken++;
      }
      await client.cancelQueries({ queryKey: ["issues"] });
      const said = new Map(statuses(bodies));
      client.setQueriesData<Lists>({ queryKey: ["issues", "pages"] }, (lists) =>
        patched(lists, said, answer),
      );
      return answer;
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
    if ((await change(undoing(before, edit))) !== false) tell({ text: "Taken back", tone: "good" });
  };

  const mark = async (before: readonly Marked[], edit: Edit): Promise<boolean> => {
    if (before.length === 0 || Object.keys(edit).length === 0) return true;
    const ids = before.map(({ id }) => id);
    const answer = await change(bodiesOf(ids, edit));
    if (answer === false) return false;
    const only = before.length === 1 ? before[0] : undefined;
    const faster = answer && only ? overtaken(answer, only) : null;
    const held = faster && only ? [{ ...only, ...faster }] : before;
    const also = faster ? `; ${faster.by} had just made it ${faster.status}` : "";
    const action = { name: "Undo", run: () => void undo(held, edit) };
    tell({ text: `${doneText(before.length, edit)}${also}`, tone: "good", action });
    return true;
  };
  return { overlay, mark };
}

/** One issue is told by its own address, which answers with what was said before. */
async function say({ ids, ...edit }: MarksBody): Promise<MarkedIssueView | null> {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return await send("PATCH", `/issues/${only}`, edit);
  await send("POST", "/issues/marks", { ids, ...edit });
  return null;
}

function statuses(bodies: readonly MarksBody[]): Array<[string, IssueStatus]> {
  return bodies.flatMap(({ ids, status }) =>
    status === undefined ? [] : ids.map((id): [string, IssueStatus] => [id, status]),
  );
}

/** Until the lists are asked for again they say what the server has just taken. */
function patched(
  lists: Lists | undefined,
  said: ReadonlyMap<string, IssueStatus>,
  answer: MarkedIssueView | null,
) {
  if (lists === undefined) return undefined;
  const pages = lists.pages.map((page) => ({
    ...page,
    items: page.items.map((issue) => ({
      ...issue,
      status: said.get(issue.id) ?? issue.status,
      mark: issue.id === answer?.id ? answer : issue.mark,
    })),
  }));
  return { ...lists, pages };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
