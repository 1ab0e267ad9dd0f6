import { CSP_VIOLATION, type JsonObject, type Report } from "tattle/sink";
import { crashProperties } from "./crash.ts";
import { siblingId } from "./ids.ts";
import { firstOf } from "./python.ts";
import { samplingProperties, violationProperties } from "./violation.ts";

/** One event of PostHog's batch API. */
export interface PostHogEvent {
  /** The report's id. PostHog keeps one event per uuid, so sending it again changes nothing. */
  uuid: string;
  event: "$csp_violation" | "$browser_crash_report";
  distinct_id: string;
  /** ISO 8601 in UTC with microseconds and `+00:00`, as PostHog's own endpoint writes it. */
  timestamp: string;
  properties: JsonObject;
}

/**
 * The event that PostHog's own `/report/` endpoint would have stored for a report; `null` for
 * the types that it ignores. Pure, and the same for the same report for ever.
 */
export function toEvent(report: Report): PostHogEvent | null {
  if (report.type === CSP_VIOLATION) return violationEvent(report);
  if (report.type === "crash") return crashEvent(report);
  return null;
}

function violationEvent(report: Report): PostHogEvent {
  const csp = violationProperties(report.raw);
  return {
    uuid: report.id,
    event: "$csp_violation",
    distinct_id: distinctId(report),
    // PostHog does not subtract the age of a violation; it stays in `$csp_raw_report`.
    timestamp: isoTime(report.receivedAt),
    properties: {
      ...commonProperties(report),
      $csp_version: report.request.version ?? "unknown",
      $current_url: csp.$csp_document_url ?? null,
      $raw_user_agent: report.request.userAgent,
      ...csp,
      ...samplingProperties(report),
    },
  };
}

function crashEvent(report: Report): PostHogEvent {
  const crash = crashProperties(report.raw);
  return {
    uuid: report.id,
    event: "$browser_crash_report",
    distinct_id: distinctId(report),
    timestamp: isoTime(report.occurredAt),
    properties: {
      ...commonProperties(report),
      $current_url: crash.$browser_crash_document_url ?? null,
      $raw_user_agent: firstOf(crash.$browser_crash_user_agent, report.request.userAgent),
      ...crash,
    },
  };
}

function distinctId({ request }: Report): string {
  return request.distinctId ?? request.id;
}

function commonProperties({ request }: Report): JsonObject {
  return {
    $session_id: request.sessionId ?? siblingId(request.id),
    $process_person_profile: false,
    // Without these two every violation would be stored with the collector's own address and city.
    $ip: "127.0.0.1",
    $geoip_disable: true,
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000+00:00");
}
