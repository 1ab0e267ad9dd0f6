import { api } from "../../../api/endpoints.ts";
import { useApi } from "../../../api/use-api.ts";
import { Card } from "../../../ui/card.tsx";
import { plural } from "../../../ui/format.ts";
import { Empty, Loaded } from "../../../ui/states.tsx";
import { Ago } from "../../../ui/time.tsx";

const REFRESH = 5_000;

/** What was asked to be forgotten, and how far that is. Never whom: that would not be forgetting. */
export function Erasures() {
  const query = useApi(["erasures"], (signal) => api.erasures({}, signal), { refresh: REFRESH });
  return (
    <Card title="Erasures">
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="None so far." />
          ) : (
            <table>
              <tbody>
                {items.map(({ id, what, createdAt, state, sinks }) => (
                  <tr key={id}>
                    <td>
                      <Ago at={createdAt} />
                    </td>
                    <td>{what === "document" ? "a page" : "a person"}</td>
                    <td>
                      <span class={`badge ${state === "done" ? "good" : "warn"}`}>{state}</span>
                    </td>
                    <td>
                      {sinks.map((sink) => (
                        <div key={sink.sink}>
                          {sink.sink}:{" "}
                          {sink.state === "not_asked"
                            ? "cannot erase; do it where it keeps reports"
                            : `${sink.state}, ${plural(sink.reports, "report")}`}
                        </div>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Card>
  );
}
