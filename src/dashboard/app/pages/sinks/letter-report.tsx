import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { Json } from "../../ui/json-view.tsx";
import { Loaded } from "../../ui/states.tsx";

/** The report of a dead letter, as the sink was given it. */
export function LetterReport({ sink, id }: { sink: string; id: number }) {
  const query = useApi(["letter", sink, id], (signal) => api.letter(sink, id)({}, signal));
  return (
    <Loaded query={query} lines={4}>
      {({ report }) => <Json value={report} label="The report" />}
    </Loaded>
  );
}
