import type { DropReason } from "../report/drop.ts";
import { isJsonObject, type Json, type JsonObject } from "../report/json.ts";
import { decodeText, isUndecodable } from "./charset.ts";
import type { IntakeFailure } from "./failure.ts";
import { decodeItem, type Item, isRetired } from "./item.ts";
import { CSP_REPORT, reportMediaType } from "./media-type.ts";
import { isShallow, mayHoldLoneSurrogates, wellFormed } from "./well-formed.ts";

/** How much one body may bring. Its size in bytes is bounded where it is read. */
export interface IntakeLimits {
  /** Items of a list, of any type. */
  reportsPerBody: number;
}

/** Items that were dropped, by reason: `malformed`, or `type_not_accepted` for retired types. */
export type Drops = Partial<Record<DropReason, number>>;

/** The outcome for a whole body. With an error nothing is kept and `drops` says how many items that cost. */
export type Decoded =
  | { items: Item[]; drops: Drops; error: null }
  | { items: []; drops: Drops; error: IntakeFailure };

/**
 * Decodes a request body into its reports. Within the two media types the shape of the JSON
 * decides; a bad item of a list costs only itself, and it is an error only when nothing in the
 * body can be used. An empty list and a list of retired types are no errors.
 *
 * @param contentType the request's `Content-Type` header
 * @returns never throws, whatever the bytes are
 */
export function decodeBody(
  bytes: Uint8Array,
  contentType: string | null,
  limits: IntakeLimits,
): Decoded {
  const mediaType = reportMediaType(contentType);
  if (mediaType === null) return failed("unsupported_media_type", 1);
  const text = decodeText(bytes);
  const json = parse(text);
  if (json === undefined) {
    return failed(isUndecodable(bytes) ? "undecodable_body" : "malformed_json", 1);
  }
  const decoded = decodeJson(json, mayHoldLoneSurrogates(text), limits);
  if (decoded !== null) return decoded;
  return failed(mediaType === CSP_REPORT ? "unusable_reports" : "unknown_shape", 1);
}

/**
 * The same for a body that is parsed already.
 *
 * @param repair whether its text may have held lone surrogates
 * @returns `null` for what is neither list nor object
 */
export function decodeJson(json: Json, repair: boolean, limits: IntakeLimits): Decoded | null {
  if (Array.isArray(json)) return decodeList(json, repair, limits);
  return isJsonObject(json) ? decodeSingle(json, repair) : null;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decodeSingle(json: JsonObject, repair: boolean): Decoded {
  const item = decodeMember(json, repair);
  if (item === "type_not_accepted") return { items: [], drops: { [item]: 1 }, error: null };
  if (item !== "malformed") return { items: [item], drops: {}, error: null };
  const known = json["csp-report"] !== undefined || json.type !== undefined;
  return failed(known ? "unusable_reports" : "unknown_shape", 1);
}

function decodeList(list: Json[], repair: boolean, limits: IntakeLimits): Decoded {
  if (list.length > limits.reportsPerBody) return failed("too_many_reports", list.length);
  const items: Item[] = [];
  const drops: Drops = {};
  for (const member of list) {
    const item = decodeMember(member, repair);
    if (typeof item === "string") drops[item] = (drops[item] ?? 0) + 1;
    else items.push(item);
  }
  const malformed = drops.malformed ?? 0;
  const unusable = malformed > 0 && malformed === list.length;
  return unusable ? failed("unusable_reports", malformed) : { items, drops, error: null };
}

function decodeMember(value: Json, repair: boolean): Item | "malformed" | "type_not_accepted" {
  if (!isJsonObject(value) || !isShallow(value)) return "malformed";
  if (isRetired(value)) return "type_not_accepted";
  return decodeItem(repair ? wellFormed(value) : value) ?? "malformed";
}

function failed(error: IntakeFailure, items: number): Decoded {
  return { items: [], drops: { malformed: items }, error };
}
