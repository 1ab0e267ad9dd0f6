import type { Admission, Kept } from "../../admission/index.ts";
import { decodeBody, type Item, samplingUrl } from "../../intake/index.ts";
import type { Journal, JournalEntry, JournalItem } from "../../journal/index.ts";
import type { DropReason } from "../../report/drop.ts";
import { redactJson, redactText } from "../../report/redact.ts";
import type { Clock } from "../../sink/context.ts";
import { accepted, failed, refused } from "./answer.ts";
import type { BodyFailure, BodyReader } from "./body.ts";
import type { ReportParameters } from "./parameters.ts";

export interface IngestOptions {
  admission: Admission;
  journal: Journal;
  bodies: BodyReader;
  reportsPerBody: number;
  /** Whether secrets are taken out of texts before anything is written. */
  urls: "strip" | "keep";
  clock: Clock;
  /** A UUIDv7 for that millisecond, larger than those before it. */
  newId: (now: number) => string;
}

/** What this needs of a request, which a test can make without a server. */
export type IngestRequest = Pick<Request, "headers" | "body" | "bytes">;

/** Where the journal counts what was refused with the wish to see it again. Not a drop: nothing was acknowledged. */
export const REFUSED_OUTCOME = "refused";

type Drops = Partial<Record<DropReason, number>>;

/**
 * The path of a report from request to journal: body, intake, admission, redaction, append. The
 * answer is decided when the append is on disk, and never by a sink.
 */
export class Ingest {
  readonly #o: IngestOptions;

  constructor(options: IngestOptions) {
    this.#o = options;
  }

  /**
   * @param clientAddress `null` where it is not known
   * @returns never rejects
   */
  async handle(
    request: IngestRequest,
    parameters: ReportParameters,
    clientAddress: string | null,
  ): Promise<Response> {
    const origin = request.headers.get("origin");
    const body = await this.#o.bodies.read(request);
    if ("failure" in body) return this.#unread(origin, body.failure);
    try {
      return await this.#take(request, body.bytes, parameters, clientAddress, origin);
    } finally {
      this.#o.bodies.release(body.bytes);
    }
  }

  async #take(
    request: IngestRequest,
    bytes: Uint8Array,
    parameters: ReportParameters,
    clientAddress: string | null,
    origin: string | null,
  ): Promise<Response> {
    const { admission, clock, reportsPerBody } = this.#o;
    const decoded = decodeBody(bytes, request.headers.get("content-type"), { reportsPerBody });
    if (decoded.error !== null) {
      await this.#drop(null, decoded.drops);
      return refused(origin, decoded.error);
    }
    const receivedAt = clock.now();
    const userAgent = request.headers.get("user-agent");
    const { token, sampleRate } = parameters;
    const verdict = admission.admit(
      { token, sampleRate, receivedAt, clientAddress, userAgent },
      decoded.items,
      urlOf,
    );
    const { project, kept } = verdict;
    const drops = addDrops(decoded.drops, verdict.drops);
    if (verdict.missingToken) {
      await this.#drop(project, drops);
      return refused(origin, "missing_token");
    }
    if (project === null || kept.length === 0) {
      await this.#drop(project, drops);
      return accepted(origin, drops);
    }
    const { journal } = this.#o;
    const text = JSON.stringify(this.#entry(kept, project, parameters, userAgent, receivedAt));
    for (const [reason, count] of Object.entries(drops)) journal.count(project, reason, count);
    try {
      await journal.append({ project, text, reports: kept.length });
    } catch {
      // The journal itself has told of it; here it is one refused request.
      journal.count(project, REFUSED_OUTCOME, kept.length);
      return failed(origin, "journal_unavailable");
    }
    return accepted(origin, drops);
  }

  #entry(
    kept: readonly Kept<Item>[],
    project: string,
    { token, version, distinctId, sessionId }: ReportParameters,
    userAgent: string | null,
    receivedAt: number,
  ): JournalEntry {
    const { newId } = this.#o;
    const request = { id: newId(receivedAt), token, version, distinctId, sessionId, userAgent };
    const items = kept.map((one) => this.#item(one, newId(receivedAt)));
    return { request, project, receivedAt, items };
  }

  #item({ item, sampling, weight, noise }: Kept<Item>, id: string): JournalItem {
    const strip = this.#o.urls === "strip";
    const entry: JournalItem = { id, raw: strip ? redactJson(item.raw) : item.raw };
    if (sampling) {
      entry.sampling = strip ? { ...sampling, key: redactText(sampling.key) } : sampling;
    }
    if (weight !== 1) entry.weight = weight;
    if (noise !== null) entry.noise = noise;
    return entry;
  }

  /** Resolves when the drops are on disk, or wait in memory for a disk that refuses. */
  #drop(project: string | null, drops: Drops): Promise<void> {
    const { journal } = this.#o;
    for (const [reason, count] of Object.entries(drops)) journal.count(project, reason, count);
    return journal.flushed();
  }

  async #unread(origin: string | null, failure: BodyFailure): Promise<Response> {
    const { journal } = this.#o;
    if (failure === "too_many") {
      journal.count(null, REFUSED_OUTCOME, 1);
      return failed(origin, "too_many_bodies");
    }
    await this.#drop(null, { malformed: 1 });
    return failure === "too_large"
      ? refused(origin, "body_too_large")
      : failed(origin, "body_too_slow");
  }
}

function urlOf(item: Item): string {
  return samplingUrl(item.raw);
}

function addDrops(a: Drops, b: Drops): Drops {
  const sum: Drops = { ...a };
  for (const [reason, count] of Object.entries(b) as Array<[DropReason, number]>) {
    sum[reason] = (sum[reason] ?? 0) + count;
  }
  return sum;
}
