import { useState } from "preact/hooks";
import { api, changeLetters } from "../../api/endpoints.ts";
import { useChange } from "../../api/use-change.ts";
import { usePages } from "../../api/use-pages.ts";
import { Card } from "../../ui/card.tsx";
import { ChangeButton } from "../../ui/change-button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { plural, readable } from "../../ui/format.ts";
import { More } from "../../ui/more.tsx";
import { Empty, Failure, Skeleton } from "../../ui/states.tsx";
import { LetterTable } from "./letter-table.tsx";

const REFRESH = 10_000;

/** What a sink has refused for good: look, replay, drop. */
export function Letters({ sink }: { sink: string }) {
  const pages = usePages(
    ["letters", sink],
    (cursor, signal) => api.letters(sink)({ cursor }, signal),
    REFRESH,
  );
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [dropping, setDropping] = useState(false);
  // Those that are gone meanwhile are not counted.
  const ids = pages.items.map(({ id }) => id).filter((id) => chosen.has(id));
  const choice = ids.length > 0 ? { ids } : ({ all: true } as const);
  const none = pages.items.length === 0;
  const which = ids.length > 0 ? `${plural(ids.length, "letter")}` : "all";
  const touches = ["letters", "sinks", "letter-holders"];
  const replay = useChange({
    ask: () => changeLetters(sink, "replay", choice),
    touches,
    done: (count) => `${plural(count, "dead letter")} will be written again.`,
  });
  const drop = useChange({
    ask: () => changeLetters(sink, "drop", choice),
    touches,
    done: (count) => `${plural(count, "dead letter")} dropped.`,
  });
  const finish = () => {
    setDropping(false);
    setChosen(new Set());
  };
  if (pages.pending) return <Skeleton lines={5} />;
  return (
    <Card
      title={`Dead letters of ${readable(sink)}`}
      aside={
        <div class="actions">
          <ChangeButton
            class="primary"
            disabled={replay.isPending || none}
            onClick={() => replay.mutate(undefined, { onSuccess: finish })}
          >
            Replay {which}
          </ChangeButton>
          <ChangeButton class="danger" disabled={none} onClick={() => setDropping(true)}>
            Drop {which}
          </ChangeButton>
        </div>
      }
    >
      {pages.error && <Failure error={pages.error} retry={pages.retry} />}
      {none ? (
        !pages.error && <Empty title="None. Everything that it was given was taken." />
      ) : (
        <LetterTable sink={sink} letters={pages.items} chosen={chosen} choose={setChosen} />
      )}
      <More pages={pages} />
      {dropping && (
        <Confirm
          title={`Drop ${which} of ${readable(sink)}?`}
          action="Drop"
          dangerous
          busy={drop.isPending}
          close={() => setDropping(false)}
          confirm={() => drop.mutate(undefined, { onSuccess: finish })}
        >
          <p>They are deleted for good. Other sinks keep their copies.</p>
        </Confirm>
      )}
    </Card>
  );
}
