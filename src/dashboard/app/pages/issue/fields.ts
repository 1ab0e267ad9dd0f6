import type { ReportView } from "../../../../http/api/schema/report.ts";

/** What a report says, by the names of the specification; what it does not say is left out. */
export function fieldsOf({
  violation,
  userAgent,
  request,
  noise,
}: ReportView): Array<[string, string]> {
  const said: Record<string, string | number | null> = {
    ...violation,
    userAgent,
    version: request.version,
    noise,
  };
  return Object.entries(said).flatMap(
    ([name, value]): Array<[string, string]> =>
      value === null || value === "" ? [] : [[name, String(value)]],
  );
}
