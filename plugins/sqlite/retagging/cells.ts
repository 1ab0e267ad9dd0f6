import type { Report } from "tattle/sink";
import { browserFamily } from "../browser.ts";
import { type Labels, NO_LABEL } from "../labels.ts";
import { addTo, countedAt, DAY, dispositionCode, HOUR, type Sum } from "../tally.ts";

/** The stream of a stored report, as its row has it. */
export interface StoredStream {
  stream: number;
  directive: number;
}

/** A stored report that gets another tag. */
export interface Change {
  /** With the tag that it had. */
  report: Report;
  tag: string | null;
  of: StoredStream;
  /** When its id was made, milliseconds since the epoch. */
  idTime: number;
  /** What it was counted as. */
  sum: Sum;
}

/** All that moves from one noise rule to another under one set of everything else that is told apart. */
export interface Cell extends StoredStream {
  hour: number;
  day: number;
  disposition: number;
  version: number;
  browser: number;
  from: number;
  to: number;
  sum: Sum;
}

/** What a step moves, by what rollups tell apart. */
export class Cells {
  readonly #labels: Labels;
  readonly #cells = new Map<string, Cell>();

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  add({ report, tag, of, idTime, sum }: Change): void {
    const at = countedAt(report, idTime);
    const { userAgent, request } = report;
    const browser = userAgent === null ? null : browserFamily(userAgent);
    const cell = {
      ...of,
      hour: Math.floor(at / HOUR),
      day: Math.floor(at / DAY),
      disposition: dispositionCode(report.disposition),
      version: this.#labels.known("version", request.version),
      browser: this.#labels.known("browser", browser),
      from: this.#labels.known("noise", report.noise),
      to: tag === null ? NO_LABEL : this.#labels.id("noise", tag),
    };
    const key = Object.values(cell).join();
    const found = this.#cells.get(key);
    if (found === undefined) this.#cells.set(key, { ...cell, sum: { ...sum } });
    else addTo(found.sum, sum);
  }

  values(): Iterable<Cell> {
    return this.#cells.values();
  }
}
