import { isJsonObject, type Json, type JsonObject, type Report } from "tattle/sink";
import { Generations } from "../generations.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { type Intern, type LookUp, readLeaf, writeLeaf, writeText } from "./leaf.ts";
import { type Leaf, putTogether, Shaper } from "./shape.ts";
import { formatUuid, uuidTime } from "./uuid.ts";

/** What the row of a report says outside of its `data`. */
export interface ReportRow {
  id: Uint8Array;
  project: string;
  type: string;
  data: Uint8Array;
}

const MAX_LABEL = 256;
const MAX_SHAPES = 1000;
const LONGEST_SHAPE = 4096;

/**
 * How a project or type stands in a column: no lone surrogates, which SQLite cannot keep, and at
 * most 256 characters. Where that changes it, the report's `data` has the original.
 */
export function columnText(text: string): string {
  return text.slice(0, MAX_LABEL).toWellFormed();
}

/** Makes the `data` of reports. One instance a connection, since `intern` belongs to its transaction. */
export class ReportEncoder {
  readonly #intern: Intern;
  readonly #shaper = new Shaper();
  readonly #out = new ByteWriter();

  constructor(intern: Intern) {
    this.#intern = intern;
  }

  /**
   * Throws a RangeError for a report that is nested too deeply.
   *
   * @param columns what its row will say; where the report itself says otherwise, `data` has that
   */
  encode(report: Report, { id, project, type }: Omit<ReportRow, "data">): Uint8Array {
    const shaped = this.#shaper.takeApart(storedForm(report, uuidTime(id), project, type));
    this.#out.reset();
    writeText(this.#out, shaped.text, this.#intern);
    for (const leaf of shaped.leaves) writeLeaf(this.#out, leaf, id, this.#intern);
    return this.#out.take();
  }
}

/** Reads `data` back. Keeps parsed shapes, of which most reports share a few. */
export class ReportDecoder {
  readonly #lookUp: LookUp;
  readonly #shapes = new Generations<string, Json>(MAX_SHAPES, LONGEST_SHAPE);

  constructor(lookUp: LookUp) {
    this.#lookUp = lookUp;
  }

  /** Deep-equal to what was encoded, the order of members included. Throws where `data` is damaged. */
  decode(row: ReportRow): Report {
    const input = new ByteReader(row.data);
    const shape = this.#shape(String(readLeaf(input, row.id, this.#lookUp)));
    const leaves: Leaf[] = [];
    while (!input.done) leaves.push(readLeaf(input, row.id, this.#lookUp));
    const stored = putTogether(shape, leaves);
    if (!isJsonObject(stored)) throw new Error("the stored report is no object");
    return restored(stored, row);
  }

  #shape(text: string): Json {
    return this.#shapes.ensure(text, (): Json => JSON.parse(text));
  }
}

/**
 * The report without what its row knows already. Times become distances, small numbers that are
 * often equal: `receivedAt` from the id's own time, `occurredAt` from `receivedAt` (that is `age`).
 */
function storedForm(
  report: Report,
  idTime: number,
  projectColumn: string,
  typeColumn: string,
): Record<string, unknown> {
  const { id: _, project, type, receivedAt, occurredAt, ...rest } = report;
  const form: Record<string, unknown> = rest;
  if (projectColumn !== project) form.project = project;
  if (typeColumn !== type) form.type = type;
  if (Number.isSafeInteger(receivedAt)) form.sinceId = receivedAt - idTime;
  else form.receivedAt = receivedAt;
  if (Number.isSafeInteger(receivedAt - occurredAt)) form.before = receivedAt - occurredAt;
  else form.occurredAt = occurredAt;
  return form;
}

function restored(stored: JsonObject, row: ReportRow): Report {
  const { sinceId, before, ...rest } = stored;
  const receivedAt =
    typeof sinceId === "number" ? uuidTime(row.id) + sinceId : Number(rest.receivedAt);
  const occurredAt = typeof before === "number" ? receivedAt - before : Number(rest.occurredAt);
  const { project, type } = row;
  const report: unknown = {
    project,
    type,
    ...rest,
    id: formatUuid(row.id),
    receivedAt,
    occurredAt,
  };
  // The members are those of the Report that was encoded, whose types the sink's contract gave.
  return report as Report;
}
