import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { type ImportResult, LINE_PROBLEMS } from "../../imports/index.ts";
import type { Services } from "../services.ts";
import { REPORT } from "./examples.ts";
import { operation } from "./operation.ts";
import { readQuery } from "./parameters.ts";
import { ImportQuerySchema, ImportResultSchema, type ImportResultView } from "./schema/import.ts";
import { momentParameter, optionalTimestamp } from "./time.ts";

/** Reports of files: exports of a Tattle, access logs, other collectors' output. */
export function importsApi({ imports, now }: Pick<Services, "imports" | "now">) {
  return new Elysia().post(
    "/api/v1/imports",
    async ({ request }): Promise<ImportResultView> => {
      const query = readQuery(ImportQuerySchema, request.url);
      const { format = null, project = null, sinks, receivedAt } = query;
      const result = await imports.run(request.body ?? nothing(), {
        format,
        project,
        sinks: sinks?.split(",") ?? null,
        receivedAt: receivedAt === undefined ? now() : momentParameter("receivedAt", receivedAt),
      });
      return resultView(result);
    },
    { parse: "none", detail: IMPORT },
  );
}

async function* nothing(): AsyncGenerator<Uint8Array, void> {}

function resultView({ problems, from, to, ...counts }: ImportResult): ImportResultView {
  return {
    ...counts,
    problems: problems.map(({ line, reason }) => ({
      line,
      reason,
      message: reason === "malformed" ? "one of its reports is malformed" : LINE_PROBLEMS[reason],
    })),
    from: optionalTimestamp(from),
    to: optionalTimestamp(to),
  };
}

const EXAMPLE: ImportResultView = {
  lines: 1204,
  empty: 2,
  malformed: 1,
  formats: { tattle: 1201 },
  reports: 1201,
  imported: 1198,
  duplicates: 0,
  dropped: { too_old: 3 },
  problems: [{ line: 17, reason: "not_json", message: LINE_PROBLEMS.not_json }],
  from: "2026-11-01T00:00:12.000Z",
  to: "2026-11-22T10:29:00.000Z",
  sinks: ["sqlite"],
};

const LINES = Type.String({ description: "Lines in UTF-8, as many as you like." });

const IMPORT = operation({
  operationId: "importReports",
  tag: "Reports",
  changes: true,
  query: ImportQuerySchema,
  textBody: {
    "application/x-ndjson": { schema: LINES, example: `${JSON.stringify(REPORT)}\n` },
    "text/plain": {
      schema: LINES,
      example:
        '{"msec":"1795343400.123","args":"token=phc_1","body":"{\\"csp-report\\":{\\"document-uri\\":\\"https://www.shop.example/\\",\\"violated-directive\\":\\"img-src\\"}}"}\n',
    },
  },
  summary: "Import reports of a file",
  description:
    "Takes exports of a Tattle, access logs of nginx that hold request bodies, go-csp-collector's JSON and plain bodies, one on a line; lines may differ. The media type says nothing. The file is read as fast as the sinks take it, in bounded memory, and answered at its end. Reports keep their time, and those of an export their id, weight and noise tag; they are redacted like all others, but neither sampled nor limited again. The same file can be sent again, after it broke off or by mistake: the same lines have the same ids. One import runs at a time. docs/operating.md says more.",
  answer: ImportResultSchema,
  answerIs: "What became of each line and each report.",
  example: EXAMPLE,
  errors: [
    "request_invalid",
    "import_broken",
    "project_unknown",
    "sink_unknown",
    "import_running",
    "reader_missing",
    "import_stalled",
    "journal_unavailable",
    "alerts_unavailable",
    "delivery_unavailable",
  ],
});
