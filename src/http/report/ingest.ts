import type { Admission, Kept } from "../../admission/index.ts";
import {
  decodeBody,
  type IntakeFailure,
  type Item,
  isReportMediaType,
  samplingUrl,
} from "../../intake/index.ts";
import type {
  Append,
  Journal,
  JournalEntry,
  JournalItem,
  JournalState,
} from "../../journal/index.ts";
import { type DropReason, isDropReason } from "../../report/drop.ts";
import { CodedError } from "../../report/errors.ts";
import { redactJson, redactSamplingKey } from "../../report/redact.ts";
import type { Clock, Log } from "../../sink/context.ts";
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
  log: Log;
  /** A UUIDv7 for that millisecond, larger than those before it. */
  newId: (now: number) => string;
}

/** What this needs of a request, which a test can make without a server. */
export type IngestRequest = Pick<Request, "headers" | "body" | "bytes">;

/** Where the journal counts what was refused with the wish to see it again. Not a drop: nothing was acknowledged. */
export const REFUSED_OUTCOME = "refused";

type Drops = Partial<Record<DropReason, number>>;

/** What a request comes to. */
interface Decision {
  append: Append | null;
  drops: Drops;
  /** `null`: 204. */
  refusal: IntakeFailure | null;
}

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
    const { bodies, journal, log } = this.#o;
    const body = await bodies.read(request);
    if (body.failure !== null) return this.#unread(request.headers, parameters, body.failure);
    try {
      const decision = this.#decide(request, body.bytes, parameters, clientAddress);
      // One wait at the end for everything: the next commit has the reports and the counts.
      await (decision.append === null ? journal.flushed() : journal.append(decision.append));
      return decision.refusal === null
        ? accepted(origin, decision.drops)
        : refused(origin, decision.refusal);
    } catch (error) {
      if (error instanceof CodedError && error.code === "journal_unavailable") {
        // The journal itself has told of it; here it is one refused request.
        journal.count(null, REFUSED_OUTCOME, 1);
        return failed(origin, "journal_unavailable");
      }
      log.error("a request could not be taken", { error: String(error) });
      journal.count(null, REFUSED_OUTCOME, 1);
      return failed(origin, "internal");
    } finally {
      bodies.release(body.held);
    }
  }

  /** Everything but the waiting: what is to be kept, and what to answer once that is done. */
  #decide(
    request: IngestRequest,
    bytes: Uint8Array,
    parameters: ReportParameters,
    clientAddress: string | null,
  ): Decision {
    const { admission, clock, journal, reportsPerBody } = this.#o;
    const decoded = decodeBody(bytes, request.headers.get("content-type"), { reportsPerBody });
    if (decoded.error !== null) {
      const project = admission.projectOf(parameters.token);
      return this.#nothingKept(project, decoded.drops, decoded.error);
    }
    // Before admission: what will be sent again must not spend its quota and its rate now.
    if (journal.state !== "ok") throw journalUnavailable(journal.state);
    const receivedAt = clock.now();
    const userAgent = request.headers.get("user-agent");
    const { token, sampleRate } = parameters;
    const { project, kept, drops, missingToken } = admission.admit(
      { token, sampleRate, receivedAt, clientAddress, userAgent },
      decoded.items,
      urlOf,
    );
    addDrops(drops, decoded.drops);
    if (missingToken) return this.#nothingKept(project, drops, "missing_token");
    if (project === null || kept.length === 0) return this.#nothingKept(project, drops, null);
    const text = JSON.stringify(this.#entry(kept, project, parameters, userAgent, receivedAt));
    return { append: { project, text, reports: kept.length, drops }, drops, refusal: null };
  }

  #nothingKept(project: string | null, drops: Drops, refusal: IntakeFailure | null): Decision {
    this.#count(project, drops);
    return { append: null, drops, refusal };
  }

  #entry(
    kept: readonly Kept<Item>[],
    project: string,
    { token, version, distinctId, sessionId }: ReportParameters,
    userAgent: string | null,
    receivedAt: number,
  ): JournalEntry {
    const request = { token, version, distinctId, sessionId, userAgent };
    const items = kept.map((one) => this.#item(one, this.#o.newId(receivedAt)));
    return { request, project, receivedAt, items };
  }

  #item({ item, sampling, weight, noise }: Kept<Item>, id: string): JournalItem {
    const strip = this.#o.urls === "strip";
    const entry: JournalItem = { id, raw: strip ? redactJson(item.raw) : item.raw };
    if (sampling) {
      entry.sampling = strip ? { ...sampling, key: redactSamplingKey(sampling.key) } : sampling;
    }
    if (weight !== 1) entry.weight = weight;
    if (noise !== null) entry.noise = noise;
    return entry;
  }

  #count(project: string | null, drops: Drops): void {
    for (const reason in drops) {
      if (isDropReason(reason)) this.#o.journal.count(project, reason, drops[reason] ?? 0);
    }
  }

  async #unread(
    headers: Headers,
    parameters: ReportParameters,
    failure: BodyFailure,
  ): Promise<Response> {
    const { admission, journal } = this.#o;
    const origin = headers.get("origin");
    if (failure === "too_many") {
      journal.count(null, REFUSED_OUTCOME, 1);
      return failed(origin, "too_many_bodies");
    }
    journal.count(admission.projectOf(parameters.token), "malformed", 1);
    await journal.flushed();
    // PostHog looks at the media type before the size.
    if (!isReportMediaType(headers.get("content-type"))) {
      return refused(origin, "unsupported_media_type");
    }
    // After `aborted` nobody reads the answer, but Bun wants one.
    return refused(origin, failure === "too_large" ? "body_too_large" : "malformed_json");
  }
}

function journalUnavailable(state: JournalState): CodedError {
  return new CodedError("journal_unavailable", `The journal is ${state}.`);
}

function urlOf(item: Item): string {
  return samplingUrl(item.raw);
}

/** Adds what intake dropped to what admission dropped. */
function addDrops(sum: Drops, more: Drops): void {
  for (const reason in more) {
    if (isDropReason(reason)) sum[reason] = (sum[reason] ?? 0) + (more[reason] ?? 0);
  }
}
