import { api } from "../../../api/endpoints.ts";
import { useApi } from "../../../api/use-api.ts";
import { share, whole } from "../../../ui/format.ts";
import { Ago } from "../../../ui/time.tsx";

const REFRESH = 5_000;

/** How far stored reports are with the rules that there are now. */
export function Retagging() {
  const { data } = useApi(["retagging"], (signal) => api.retagging({}, signal), {
    refresh: REFRESH,
  });
  if (data === undefined) return null;
  const busy = data.sinks.filter(({ state }) => state === "waiting" || state === "retagging");
  if (data.state === "done" && busy.length === 0) return null;
  return (
    <div class="notice" role="status">
      <strong>Stored reports get their tags anew</strong>, since the rules changed{" "}
      <Ago at={data.changedAt} />:
      <ul>
        {busy.map(({ sink, progress, changed }) => (
          <li key={sink}>
            {sink}: {share(progress, 1)}, {whole(changed)} changed so far
          </li>
        ))}
      </ul>
    </div>
  );
}
