import { useState } from "preact/hooks";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import type { erase } from "../../api/settings.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { Foreign } from "../../ui/text.tsx";
import { pageOf } from "../reports/gist.ts";

/** What has to be typed, so that nobody erases by a slip. */
const WORD = "erase";

type What = "distinctId" | "documentURL";

const NAMES: Readonly<Record<What, string>> = {
  distinctId: "Of this person (distinct_id)",
  documentURL: "About this page",
};

interface EraseDialogProps {
  report: ReportView;
  busy: boolean;
  erase: (what: Parameters<typeof erase>[0]) => void;
  close: () => void;
}

/** Which reports are to be forgotten, and whether that is meant. */
export function EraseDialog({ report, busy, erase, close }: EraseDialogProps) {
  const values = { distinctId: report.request.distinctId, documentURL: pageOf(report) };
  const [what, setWhat] = useState<What>(values.distinctId === null ? "documentURL" : "distinctId");
  const [typed, setTyped] = useState("");
  const ready = typed.trim().toLowerCase() === WORD && values[what] !== null;
  return (
    <Confirm
      title="Erase reports for good"
      action="Erase"
      dangerous
      busy={busy || !ready}
      close={close}
      confirm={() => ready && erase({ [what]: values[what], project: report.project })}
    >
      <fieldset class="plain">
        <legend>
          Which reports of the project <Foreign text={report.project} />
        </legend>
        {(["distinctId", "documentURL"] as const).map((each) => (
          <label key={each} class="choice">
            <input
              type="radio"
              name="what"
              checked={what === each}
              disabled={values[each] === null}
              onChange={() => setWhat(each)}
            />
            <span>
              {NAMES[each]}
              <br />
              <Foreign text={values[each]} none="The report names none." />
            </span>
          </label>
        ))}
      </fieldset>
      <p class="quiet">
        They are deleted from every sink that can erase, from dead letters and from the journal.
        Counts stay. Backups, and what other services were sent, are not reached.
      </p>
      <label>
        Type <strong>{WORD}</strong> to confirm{" "}
        <input
          value={typed}
          autocomplete="off"
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
    </Confirm>
  );
}
