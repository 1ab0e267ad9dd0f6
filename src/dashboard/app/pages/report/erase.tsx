import { useState } from "preact/hooks";
import type { ErasureView } from "../../../../http/api/schema/erasure.ts";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { erase } from "../../api/settings.ts";
import { useChange } from "../../api/use-change.ts";
import { useSession } from "../../state/use-session.ts";
import { EraseDialog } from "./erase-dialog.tsx";

/** Forgets all reports of the same person or about the same page. */
export function Erase({ report }: { report: ReportView }) {
  const { locked } = useSession();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const change = useChange({
    ask: erase,
    touches: ["erasures", "report"],
    done: (_: ErasureView) => "The erasure has begun. The settings say how far it is.",
  });
  return (
    <>
      <button
        type="button"
        disabled={locked !== undefined}
        title={locked}
        onClick={() => setOpen(true)}
      >
        Erase…
      </button>
      {open && (
        <EraseDialog
          report={report}
          busy={change.isPending}
          erase={(what) => change.mutate(what, { onSuccess: close })}
          close={close}
        />
      )}
    </>
  );
}
