import { isJsonObject, type Json, type JsonObject } from "../../report/json.ts";
import type { Sampling } from "../../report/report.ts";
import type { Decided, LineReading } from "./format.ts";
import { momentOf } from "./time.ts";

/** A version 7 UUID, whose first 48 bits are the moment of receipt. */
const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Ids of noise rules are `kind/name`. */
const NOISE = /^[\w.:/*-]{1,200}$/;
/** No text of a request is longer; what is here comes from an export, so from a request. */
const LONGEST = 16_384;
/** An id is made on receipt; its time runs ahead of that by what a clock stepped back. */
const SLACK = 3_600_000;
/** More than any sampling that makes sense gives. */
const MAX_WEIGHT = 1e9;

/** Whether it looks like a line of an export. */
export function isTattle(line: JsonObject): boolean {
  return typeof line.id === "string" && line.receivedAt !== undefined && isJsonObject(line.raw);
}

/**
 * A line of `tattle export`, of `/api/v1/export`, or of a sink that writes reports as NDJSON. What
 * the browser sent is decoded again, so that of all fields only those count that it did not say.
 */
export function readTattle(line: JsonObject): LineReading {
  const { raw, request } = line;
  if (!isTattle(line) || raw === undefined) return "unknown_shape";
  const receivedAt = momentOf(line.receivedAt);
  if (receivedAt === null) return "time_invalid";
  const decided = decidedOf(line);
  if (decided === null || Math.abs(timeOfId(decided.id) - receivedAt) > SLACK) return "id_invalid";
  return {
    format: "tattle",
    body: raw,
    receivedAt,
    request: contextOf(isJsonObject(request) ? request : {}),
    decided,
  };
}

/** When a version 7 UUID was made, milliseconds since the epoch (RFC 9562 §5.7). */
export function timeOfId(id: string): number {
  return Number.parseInt(id.replace("-", "").slice(0, 12), 16);
}

function decidedOf({ id, project, sampling, weight, noise }: JsonObject): Decided | null {
  const uuid = uuidOf(id);
  if (uuid === null) return null;
  return {
    id: uuid,
    project: textOf(project) ?? "",
    sampling: isJsonObject(sampling) ? samplingOf(sampling) : null,
    weight: typeof weight === "number" && weight >= 1 ? Math.min(weight, MAX_WEIGHT) : 1,
    noise: typeof noise === "string" && NOISE.test(noise) ? noise : null,
  };
}

function contextOf(request: JsonObject) {
  const id = uuidOf(request.id);
  return {
    ...(id !== null && { id }),
    token: textOf(request.token),
    version: textOf(request.version),
    distinctId: textOf(request.distinctId),
    sessionId: textOf(request.sessionId),
    userAgent: textOf(request.userAgent),
  };
}

function samplingOf({ algorithm, rate, key }: JsonObject): Sampling | null {
  if (algorithm !== "uniform" && algorithm !== "posthog") return null;
  if (typeof rate !== "number" || !(rate > 0 && rate < 1) || typeof key !== "string") return null;
  return { algorithm, rate, key };
}

function uuidOf(value: Json | undefined): string | null {
  const id = typeof value === "string" ? value.toLowerCase() : "";
  return UUID7.test(id) ? id : null;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value.slice(0, LONGEST) : null;
}
