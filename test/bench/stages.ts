import { Admission } from "../../src/admission/index.ts";
import { expandRow } from "../../src/delivery/index.ts";
import { POSTHOG_PARAMETERS, reportParameters } from "../../src/http/report/parameters.ts";
import { decodeBody, type Item, samplingUrl } from "../../src/intake/index.ts";
import { redactJson } from "../../src/report/redact.ts";
import { REPORT_BODY, REPORT_PATH, USER_AGENT } from "./request.ts";

const ROUNDS = 7;
const CALLS = 20_000;

/** Microseconds of each stage that a report passes, alone in a loop: the least that it can cost. */
export function measureStages(): Array<{ stage: string; microseconds: number }> {
  const bytes = new TextEncoder().encode(REPORT_BODY);
  const decode = () => decodeBody(bytes, "application/csp-report", { reportsPerBody: 1000 });
  const { items } = decode();
  const raw = items[0]?.raw ?? {};
  const admission = new Admission(
    { projects: [], algorithm: "uniform", noise: { action: "tag" }, addressRateLimit: null },
    { clock: Date },
  );
  const request = {
    token: "phc_abcdefghijklmnop",
    sampleRate: null,
    receivedAt: Date.now(),
    clientAddress: null,
    userAgent: USER_AGENT,
  };
  const id = Bun.randomUUIDv7();
  const entry = { request, project: "default", receivedAt: 1, items: [{ id, raw }] };
  const row = `[${Array(50).fill(JSON.stringify(entry)).join(",")}]`;
  return [
    stage("query parameters", () => reportParameters(REPORT_PATH, POSTHOG_PARAMETERS)),
    stage("decode the body", decode),
    stage("admit, noise tag included", () => admission.admit(request, items, urlOf)),
    stage("redact", () => redactJson(raw)),
    stage("write as JSON", () => JSON.stringify(entry)),
    stage("delivery: read and decode", () => expandRow(row), 50),
  ];
}

function urlOf(item: Item): string {
  return samplingUrl(item.raw);
}

function stage(name: string, call: () => unknown, reports = 1) {
  const calls = CALLS / reports;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = Bun.nanoseconds();
    for (let i = 0; i < calls; i++) call();
    times.push((Bun.nanoseconds() - began) / calls / reports / 1_000);
  }
  times.sort((a, b) => a - b);
  return { stage: name, microseconds: times[ROUNDS >> 1] ?? 0 };
}
