import { useSearchParams } from "wouter-preact";
import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { GoneSinks } from "./gone-sinks.tsx";
import { Letters } from "./letters.tsx";
import { SinkCard } from "./sink-card.tsx";

/** How often it is asked how the sinks do, in milliseconds: whoever is here wants to see it move. */
const REFRESH = 3_000;

/** Where reports go, how that is going, and what was refused. `?sink=` opens its dead letters. */
export default function Sinks() {
  const query = useApi(["sinks"], (signal) => api.sinks({}, signal), { refresh: REFRESH });
  const [search, setSearch] = useSearchParams();
  const open = search.get("sink");
  const show = (sink: string | null) => setSearch(sink === null ? {} : { sink });
  return (
    <Page title="Sinks">
      <Loaded query={query} lines={8}>
        {({ items }) => (
          <div class="sinks">
            {items.map((sink) => (
              <SinkCard key={sink.name} sink={sink} open={open === sink.name} show={show} />
            ))}
          </div>
        )}
      </Loaded>
      <GoneSinks open={open} show={show} />
      {open !== null && <Letters key={open} sink={open} />}
    </Page>
  );
}
