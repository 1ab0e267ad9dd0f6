import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { CopyBlock } from "../../ui/copy.tsx";
import { readable } from "../../ui/format.ts";
import { Loaded } from "../../ui/states.tsx";

/** The report of a dead letter, as the sink was given it. */
export function LetterReport({ sink, id }: { sink: string; id: number }) {
  const query = useApi(["letter", sink, id], (signal) => api.letter(sink, id)({}, signal));
  return (
    <Loaded query={query} lines={4}>
      {({ report }) => <CopyBlock label="The report" text={readableJson(report)} />}
    </Loaded>
  );
}

/** JSON over several lines; what would fool a reader is replaced, line by line. */
function readableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).split("\n").map(readable).join("\n");
}
