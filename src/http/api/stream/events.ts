import { reportView } from "../views.ts";
import type { News } from "./news.ts";

/** A comment, which clients pass over: says that the connection lives. */
export const HEARTBEAT = ": still here\n\n";

/** What came in as server-sent events (HTML §9.2): first what was left out, then the reports. */
export function eventsOf({ reports, dropped, more }: News): string {
  const events = reports.map((report) => {
    return `id: ${report.id}\nevent: report\ndata: ${line(reportView(report))}\n\n`;
  });
  if (dropped === 0 && !more) return events.join("");
  return `event: dropped\ndata: ${line({ count: dropped, more })}\n\n${events.join("")}`;
}

/** JSON has no line breaks but those that it escapes; what browsers take for one is CR and LF alone. */
function line(value: object): string {
  return JSON.stringify(value);
}
