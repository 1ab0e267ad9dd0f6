import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { Card } from "../../ui/card.tsx";
import { plural } from "../../ui/format.ts";

const REFRESH = 10_000;

/** Sinks that left the configuration and still have dead letters. */
export function GoneSinks({
  open,
  show,
}: {
  open: string | null;
  show: (sink: string | null) => void;
}) {
  const { data } = useApi(["letter-holders"], (signal) => api.letterHolders({}, signal), {
    refresh: REFRESH,
  });
  const gone = (data?.items ?? []).filter((each) => !each.configured && each.deadLetters > 0);
  if (gone.length === 0) return null;
  return (
    <Card title="No longer in the configuration">
      <p class="quiet">Their dead letters can be looked at and dropped, and not be replayed.</p>
      {gone.map(({ sink, deadLetters }) => (
        <button
          key={sink}
          type="button"
          aria-expanded={open === sink}
          onClick={() => show(open === sink ? null : sink)}
        >
          {sink}: {plural(deadLetters, "dead letter")}
        </button>
      ))}
    </Card>
  );
}
