import type { Report } from "tattle/sink";
import { CSP_VIOLATION } from "tattle/sink";
import { type Attributes, attributesOf } from "./attributes.ts";
import { sentence } from "./sentence.ts";

/** OpenTelemetry's short names of the severities that occur here. */
export type Severity = "INFO" | "WARN" | "ERROR";

/** A report as a record of OpenTelemetry's log data model, before it is encoded. */
export interface LogRecord {
  /** When it happened in the browser. Milliseconds since the epoch. */
  time: number;
  /** When Tattle received it. Milliseconds since the epoch. */
  observedTime: number;
  severity: Severity;
  eventName: "csp.violation" | "reporting.report";
  /** One line for people. */
  body: string;
  attributes: Attributes;
}

/** The record of a report. Pure, and the same for the same report for ever. Throws for a body that no JSON text can hold. */
export function toRecord(report: Report, raw: "omit" | "include"): LogRecord {
  return {
    time: report.occurredAt,
    observedTime: report.receivedAt,
    severity: severityOf(report),
    eventName: report.type === CSP_VIOLATION ? "csp.violation" : "reporting.report",
    body: sentence(report),
    attributes: attributesOf(report, raw),
  };
}

/** What broke a page weighs more than what would have. WebKit names no disposition: it may have. */
function severityOf({ type, disposition, violation }: Report): Severity {
  if (type === "crash") return "ERROR";
  const said = violation?.disposition ?? disposition;
  if (said === "report") return "INFO";
  return said === "enforce" || violation !== null ? "WARN" : "INFO";
}
