import { hash } from "node:crypto";
import { Recent } from "./recent.ts";

/** Lines that are remembered, to tell one that comes twice from one that is read twice. */
const MAX_REMEMBERED = 50_000;

/**
 * Ids of reports that have none. The same line of the same file gets the same id each time, so
 * that an import can be run again; the first 48 bits are the moment of receipt, as everywhere.
 */
export class LineIds {
  readonly #seen = new Recent(MAX_REMEMBERED);

  /**
   * What makes the ids of one line: project and text, and the how many-th it is of those that are
   * alike, since two browsers may well send the same within a second. A line without a time is
   * known by its number: nothing else tells it from those that are alike.
   */
  keyOf(project: string, text: string, lineNumber: number | null): string {
    const key = hash("sha256", `${project}\n${text}`, "hex");
    return lineNumber === null ? `${key} ${this.#seen.add(key)}` : `${key} line ${lineNumber}`;
  }
}

/**
 * A version 7 UUID of that moment, its random bits from a hash.
 *
 * @param index which report of its line
 */
export function lineId(key: string, index: number, receivedAt: number): string {
  const time = receivedAt.toString(16).padStart(12, "0");
  const bits = hash("sha256", `${key} ${index}`, "hex");
  const variant = (Number.parseInt(bits.charAt(3), 16) & 0x3) | 0x8;
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${bits.slice(0, 3)}`,
    `${variant.toString(16)}${bits.slice(4, 7)}`,
    bits.slice(7, 19),
  ].join("-");
}
