import { CSP_VIOLATION, type Report, type Violation } from "tattle/sink";
import { formatUuid } from "../codec/uuid.ts";
import { DAY } from "../tally.ts";

/** What to make. */
export interface SampleOptions {
  /** When the first report comes in, milliseconds since the epoch. */
  from: number;
  days: number;
  /** Reports in all of these days. */
  reports: number;
  /** Told apart by what was blocked and where; the first few make most of the reports (Zipf). */
  issues: number;
}

const DOCUMENTS = 200;
const BLOCKED = 5_000;
const DIRECTIVES = 40;
const VERSIONS = ["41", "42", "43"];
const SHARE_SAMPLED = 0.2;
const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%v.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%v.1 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:%v.0) Gecko/20100101 Firefox/%v.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%v.0.0.0 Safari/537.36 Edg/%v.0.0.0",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/%v.0 Chrome/120.0.0.0 Mobile Safari/537.36",
];

/**
 * Reports of realistic cardinality and skew in order of receipt, the same for the same options:
 * 200 documents, 5,000 blocked hosts, 40 directives, three policy versions, five browsers of many
 * releases, a fifth of them sampled, a tenth noise, one in fifty a crash.
 */
export function* sampleReports({
  from,
  days,
  reports,
  issues,
}: SampleOptions): Generator<Report, void> {
  const random = randomOf(1);
  const issueOf = zipf(issues, random);
  const documentOf = zipf(DOCUMENTS, random);
  const step = (days * DAY) / reports;
  for (let n = 0; n < reports; n++) {
    const at = Math.floor(from + n * step);
    yield sample(n, at, issueOf(), documentOf(), random);
  }
}

function sample(n: number, at: number, issue: number, document: number, random: Random): Report {
  const crash = random() < 0.02;
  const version = VERSIONS[Math.floor(random() * VERSIONS.length)] ?? null;
  const release = String(100 + Math.floor(random() * 80));
  const agent = AGENTS[Math.floor(random() ** 2 * AGENTS.length)] ?? "";
  const userAgent = agent.replaceAll("%v", release);
  const url = `https://www.shop.example/catalogue/${document}/`;
  const disposition = issue % 5 === 0 ? "report" : "enforce";
  const violation = crash ? null : violationOf(issue, url, version, disposition, random);
  const sampled = random() < SHARE_SAMPLED;
  const age = Math.floor(random() * 60_000);
  const type = crash ? "crash" : CSP_VIOLATION;
  const body = crash ? { reason: "oom" } : null;
  return {
    id: uuid(at, n),
    project: issue % 3 === 0 ? "blog" : "shop",
    receivedAt: at,
    occurredAt: at - age,
    type,
    url,
    age,
    userAgent,
    disposition: crash ? null : disposition,
    violation,
    body,
    raw: {
      age,
      body: violation === null ? body : { ...violation },
      type,
      url,
      user_agent: userAgent,
    },
    request: {
      id: uuid(at, 2 ** 31 + n),
      token: "phc_sample",
      version,
      distinctId: null,
      sessionId: null,
      userAgent,
    },
    sampling: sampled
      ? { algorithm: "uniform", rate: 0.1, key: `${url}-${Math.floor(at / 60_000)}` }
      : null,
    weight: sampled ? 10 : 1,
    noise: issue % 10 === 7 ? "extension-scheme" : null,
  };
}

function violationOf(
  issue: number,
  documentURL: string,
  version: string | null,
  disposition: "enforce" | "report",
  random: Random,
): Violation {
  const directive = issue % DIRECTIVES;
  return {
    documentURL,
    referrer: null,
    blockedURL: `https://host${(issue * 7) % BLOCKED}.vendor.example/asset.js`,
    effectiveDirective: directive === 0 ? "script-src-elem" : `directive-${directive}-src`,
    originalPolicy: `default-src 'self'; script-src 'self' https://cdn${version}.example; ${"img-src https://images.example; ".repeat(12)}`,
    sourceFile: issue % 4 === 0 ? `https://host${issue}.vendor.example/loader.js` : null,
    sample: issue % 6 === 0 ? `alert(${Math.floor(random() * 40)})` : null,
    disposition,
    statusCode: 200,
    lineNumber: 1 + Math.floor(random() * 500),
    columnNumber: 1 + Math.floor(random() * 80),
  };
}

type Random = () => number;

/** Numbers from 0 below 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ranks from 0 below `count` of which the k-th is 1 / (k + 1) times as likely as the first. */
function zipf(count: number, random: Random): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) {
    sum += 1 / (rank + 1);
    sums[rank] = sum;
  }
  return () => {
    const goal = random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < goal) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** The n-th UUIDv7 of a moment. */
function uuid(time: number, n: number): string {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(time / 2 ** 16));
  view.setUint16(4, time % 2 ** 16);
  view.setUint16(6, 0x7000);
  view.setUint32(8, 0x80000000 + (n % 2 ** 28));
  view.setUint32(12, n);
  return formatUuid(bytes);
}
