import { useQueryClient } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import type { IssueDetailView } from "../../../http/api/schema/issue.ts";
import type { MarkedIssueView } from "../../../http/api/schema/issue-mark.ts";
import { send } from "../api/request.ts";
import { words } from "../ui/format.ts";
import { tell } from "../ui/toasts.tsx";
import { doneText, type Edit, overtaken } from "./marks.ts";

/** Questions whose answers a mark changes. */
const TOUCHED = ["issue", "issues", "overview"];

/** Says things of the one issue that a page is about; tells where somebody else was faster. */
export function useMark(issue: IssueDetailView) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);

  const change = async (edit: Edit): Promise<MarkedIssueView | null> => {
    setBusy(true);
    try {
      return await send<MarkedIssueView>("PATCH", `/issues/${issue.id}`, edit);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      tell({ text: `Nothing was changed: ${why}`, tone: "bad" });
      return null;
    } finally {
      setBusy(false);
      for (const name of TOUCHED) void client.invalidateQueries({ queryKey: [name] });
    }
  };

  const mark = async (edit: Edit) => {
    if (busy || Object.keys(edit).length === 0) return;
    const { status, mark: before } = issue;
    const now = await change(edit);
    if (now === null) return;
    show(client, now);
    const faster = overtaken(now, before);
    const undo: Edit = {
      ...(edit.status !== undefined && { status: faster?.status ?? status }),
      ...(edit.note !== undefined && { note: faster?.note ?? before?.note ?? null }),
    };
    const action = { name: "Undo", run: () => void takeBack(undo) };
    const also = faster === null ? "" : `; ${faster.by} had just made it ${words(faster.status)}`;
    tell({ text: `${doneText(1, edit)}${also}`, tone: "good", action });
  };

  const takeBack = async (undo: Edit) => {
    const now = await change(undo);
    if (now === null) return;
    show(client, now);
    tell({ text: "Taken back", tone: "good" });
  };
  return { busy, mark };
}

/** The page says it before the issue was asked for again. */
function show(client: ReturnType<typeof useQueryClient>, mark: MarkedIssueView): void {
  client.setQueriesData<IssueDetailView>({ queryKey: ["issue", mark.id] }, (issue) =>
    issue === undefined ? undefined : { ...issue, status: mark.status, mark },
  );
}
