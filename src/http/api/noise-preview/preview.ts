import { changedRules, noiseRetagger } from "../../../admission/index.ts";
import type { ReaderMethods, ReportQuery, TimeRange } from "../../../sink/reader.ts";
import type { NoisePreview, PreviewQuestion } from "./question.ts";
import { PreviewTally } from "./tally.ts";

/** Parts of the span that are read in turn, so that a sample is not only of its end. */
const PARTS = 24;
/** Reports that one answer is made of, and milliseconds that it may take. */
const MOST = 20_000;
const LONGEST = 5_000;
/** Reports of one page: nobody else is answered meanwhile. */
const PAGE = 250;

/** A part of the span that is not read to its end. */
interface Part extends TimeRange {
  cursor?: string;
}

/**
 * What a change of rules would do to the reports of a span. Runs on the thread of the reader, a
 * page at a time, so that other questions are answered in between; reads each part of the span
 * from its end until all is read or the bounds are reached.
 *
 * @param now milliseconds, only ever growing
 */
export async function previewOf(
  reader: Pick<ReaderMethods, "reports" | "types">,
  { before, after, span, project }: PreviewQuestion,
  now: () => number,
): Promise<NoisePreview> {
  const end = now() + LONGEST;
  const tally = new PreviewTally();
  const tagNow = noiseRetagger(before, new Set());
  const tagThen = noiseRetagger(after, new Set(changedRules(before, after)));
  const of = project === null ? {} : { project };
  let open = partsOf(span);
  while (open.length > 0 && tally.read < MOST && now() < end) {
    const unread: Part[] = [];
    for (const part of open) {
      if (tally.read >= MOST || now() >= end) {
        unread.push(part);
        continue;
      }
      const query: ReportQuery = { ...of, ...part, limit: Math.min(PAGE, MOST - tally.read) };
      const { items, next } = await reader.reports(query);
      for (const report of items) tally.add(report, tagNow(report), tagThen(report));
      if (next !== null) unread.push({ from: part.from, to: part.to, cursor: next });
      await turn();
    }
    open = unread;
  }
  const types = await reader.types({ ...of, ...span });
  const counted = types.reduce((total, { received }) => total + received, 0);
  return tally.result(open.length === 0, counted);
}

/** Parts of the same length, the newest first. */
function partsOf({ from, to }: TimeRange): Part[] {
  const length = (to - from) / PARTS;
  const edges = Array.from({ length: PARTS + 1 }, (_, n) => Math.round(from + n * length));
  return edges
    .slice(0, -1)
    .map((edge, n): Part => ({ from: edge, to: edges[n + 1] ?? to }))
    .filter((part) => part.from < part.to)
    .toReversed();
}

/** Lets others have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
