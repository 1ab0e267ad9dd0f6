import { useState } from "preact/hooks";
import { api } from "../../../api/endpoints.ts";
import { useApi } from "../../../api/use-api.ts";
import { ChangeButton } from "../../../ui/change-button.tsx";
import { Empty, Loaded } from "../../../ui/states.tsx";
import { AlertCard } from "./alert-card.tsx";
import { AlertEditor } from "./alert-editor.tsx";

const REFRESH = 10_000;

/** What people are told of, and how that goes. */
export function AlertSettings() {
  const query = useApi(["alerts"], (signal) => api.alerts({}, signal), { refresh: REFRESH });
  const [making, setMaking] = useState(false);
  return (
    <>
      <p class="intro">
        Be told of a script that was never there, of a form that sends elsewhere, of a flood, of
        silence.{" "}
        <ChangeButton class="primary small" onClick={() => setMaking(true)}>
          New alert
        </ChangeButton>
      </p>
      <Loaded query={query} lines={5}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nobody is told of anything.">
              Begin with a new host in a watched directive: it is what an attack looks like.
            </Empty>
          ) : (
            items.map((alert) => <AlertCard key={alert.name} alert={alert} />)
          )
        }
      </Loaded>
      {making && <AlertEditor alert={null} close={() => setMaking(false)} />}
    </>
  );
}
