import { isJsonObject, type Json, type JsonObject, type Report } from "tattle/sink";
import { escapeHtml, firstOf, type Maybe } from "./python.ts";

/**
 * The `$csp_*` properties of a violation as PostHog's `/report/` computes them from what the
 * browser sent: values with their JSON type, `null` for what is absent, samples HTML-escaped,
 * `$csp_raw_report` with its sample members altered. The report itself is not touched.
 *
 * Shapes that PostHog would have refused are mapped as the nearest one that it takes: members
 * without a wrapper get one, and a body that is no object counts as empty.
 */
export function violationProperties(raw: JsonObject): JsonObject {
  if (isJsonObject(raw["csp-report"])) return fromReportUri(raw, raw["csp-report"]);
  if (raw.type !== undefined) return fromReportTo(raw);
  if (isJsonObject(raw.body)) return fromReportTo({ ...raw, type: "csp-violation" });
  if (raw.documentURL !== undefined || raw.effectiveDirective !== undefined) {
    return fromReportTo({ type: "csp-violation", body: raw });
  }
  return fromReportUri({ "csp-report": raw }, raw);
}

/** The deprecated serialization. `raw` is the whole request body, siblings of `csp-report` included. */
function fromReportUri(raw: JsonObject, report: JsonObject): JsonObject {
  const sample = escapeHtml(report["script-sample"]);
  return {
    $csp_report_type: "csp-violation",
    $csp_document_url: orNull(report["document-uri"]),
    $csp_referrer: orNull(report.referrer),
    $csp_violated_directive: orNull(report["violated-directive"]),
    $csp_effective_directive: orNull(report["effective-directive"]),
    $csp_original_policy: orNull(report["original-policy"]),
    $csp_disposition: orNull(report.disposition),
    $csp_blocked_url: orNull(report["blocked-uri"]),
    $csp_line_number: orNull(report["line-number"]),
    $csp_column_number: orNull(report["column-number"]),
    $csp_source_file: orNull(report["source-file"]),
    $csp_status_code: orNull(report["status-code"]),
    $csp_script_sample: sample,
    $csp_raw_report: { ...raw, "csp-report": { ...report, "script-sample": sample } },
  };
}

/** The Reporting API. `raw` is the one report object with its envelope. */
function fromReportTo(raw: JsonObject): JsonObject {
  const sent = isJsonObject(raw.body) ? raw.body : null;
  const body = sent ?? {};
  const sample = escapeHtml(body.sample);
  return {
    $csp_report_type: orNull(raw.type),
    $csp_document_url: firstOf(body.documentURL, body["document-uri"], raw.url),
    $csp_referrer: orNull(body.referrer),
    $csp_violated_directive: firstOf(body.effectiveDirective, body["violated-directive"]),
    $csp_effective_directive: orNull(body.effectiveDirective),
    $csp_original_policy: orNull(body.originalPolicy),
    $csp_disposition: orNull(body.disposition),
    $csp_blocked_url: firstOf(body.blockedURL, body["blocked-uri"]),
    $csp_line_number: orNull(body.lineNumber),
    $csp_column_number: orNull(body.columnNumber),
    $csp_source_file: orNull(body.sourceFile),
    $csp_status_code: orNull(body.statusCode),
    $csp_script_sample: sample,
    $csp_user_agent: firstOf(raw.user_agent, body["user-agent"]),
    // PostHog adds the samples to the body in place, and escapes the second one twice.
    $csp_raw_report: sent
      ? { ...raw, body: { ...sent, sample, "script-sample": escapeHtml(sample) } }
      : raw,
  };
}

/**
 * What sampling left behind, with PostHog's doubled names (`$csp_csp_…`, a slip that dashboards
 * may rest on) and with the right ones, plus `$csp_weight`: how many reports this one stands for.
 */
export function samplingProperties({ sampling, weight }: Report): JsonObject {
  if (sampling === null) return {};
  return {
    $csp_csp_sampled: true,
    $csp_csp_sample_threshold: sampling.rate,
    $csp_csp_sampling_key: sampling.key,
    $csp_sampled: true,
    $csp_sample_threshold: sampling.rate,
    $csp_sampling_key: sampling.key,
    $csp_weight: weight,
  };
}

function orNull(value: Maybe): Json {
  return value ?? null;
}
