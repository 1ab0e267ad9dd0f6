import { isJsonObject } from "../../report/json.ts";
import type { Mask } from "../mask.ts";

/** Longest reason that the host keeps, in characters. */
const LONGEST = 500;

/** What `write` resolved with, its reasons cut to what is kept of them. What is wrong with it stays as it is. */
export function shortRejections(result: unknown, mask: Mask): unknown {
  if (!isJsonObject(result) || !Array.isArray(result.rejected)) return result;
  const rejected = result.rejected.map((rejection) => {
    if (!isJsonObject(rejection)) return rejection;
    const { index, reason } = rejection;
    return { index, reason: typeof reason === "string" ? mask(reason).slice(0, LONGEST) : reason };
  });
  return { rejected };
}
