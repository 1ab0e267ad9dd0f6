import { Link } from "wouter-preact";
import type { SinkView } from "../../../../http/api/schema/sink.ts";
import { api } from "../../api/endpoints.ts";
import { REFRESH, useApi } from "../../api/use-api.ts";
import { Card } from "../../ui/card.tsx";
import { duration, plural, whole } from "../../ui/format.ts";
import { SinkState } from "../../ui/sink-state.tsx";
import { Loaded } from "../../ui/states.tsx";

/** Whether what was kept also arrives where it is to go. */
export function SinkHealth() {
  const query = useApi(["sinks"], (signal) => api.sinks({}, signal), { refresh: REFRESH });
  return (
    <Card title="Sinks" aside={<Link href="/sinks">Details</Link>}>
      <Loaded query={query} lines={3}>
        {({ items }) => (
          <table>
            <tbody>
              {items.map((sink) => (
                <Row key={sink.name} sink={sink} />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </Card>
  );
}

function Row({ sink }: { sink: SinkView }) {
  const { name, delivered, lag, deadLetters } = sink;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <SinkState sink={sink} />
      </td>
      <td class="number">
        {whole(delivered)}
        <small class="quiet">
          {lag.reports === 0
            ? "nothing waits"
            : `${plural(lag.reports, "report")} behind, ${duration(lag.seconds * 1000)}`}
          {deadLetters > 0 && `, ${plural(deadLetters, "dead letter")}`}
        </small>
      </td>
    </tr>
  );
}
