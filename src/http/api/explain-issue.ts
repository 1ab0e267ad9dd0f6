import { type Explanation, explain } from "../../explain/index.ts";
import type { TimeRange } from "../../sink/reader.ts";
import type { RemoteReader } from "../services.ts";
import { issueFacts } from "./issue-facts.ts";

/** Explains an issue by what the reader knows of it; `null` where there is none of this id. */
export async function explainIssue(
  store: RemoteReader,
  id: string,
  range: TimeRange,
): Promise<Explanation | null> {
  const issue = await store.issue({ id, ...range });
  return issue && explain(await issueFacts(store, issue, range));
}
