/** What is wrong with a `sample_rate` value that was taken all the same. */
export type SampleRateProblem =
  | "sample_rate_unreadable"
  | "sample_rate_above_one"
  | "sample_rate_negative";

export interface SampleRate {
  /** As a probability: ≥ 1 keeps all, ≤ 0 keeps none. Never NaN. */
  readonly rate: number;
  readonly problem: SampleRateProblem | null;
}

const KEEP_ALL: SampleRate = { rate: 1, problem: null };
const UNREADABLE: SampleRate = { rate: 1, problem: "sample_rate_unreadable" };

// Each digit run can be matched in one way only, so matching is linear.
const DECIMAL =
  /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/** What Python's `str.strip` removes; unlike in JavaScript not U+FEFF, but four separators and NEL. */
const BLANKS =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const LEADING_BLANKS = new RegExp(`^[${BLANKS}]+`);
const TRAILING_BLANK = new RegExp(`[${BLANKS}]`);

/**
 * Reads a `sample_rate` value by the grammar of Python's `float` (surrounding blanks, `.5`,
 * `5e-1`, `inf`, `1_0`, Unicode digits), as PostHog does. What cannot be read keeps everything;
 * so does `nan`. Values that make no sense carry their problem.
 */
export function parseSampleRate(raw: string | null): SampleRate {
  if (raw === null || raw === "") return KEEP_ALL;
  const text = asciiDigits(strip(raw));
  const rate = DECIMAL.test(text) ? Number(text.replaceAll("_", "")) : infinity(text);
  if (rate === null) return text === "" ? KEEP_ALL : UNREADABLE;
  return { rate, problem: rate > 1 ? "sample_rate_above_one" : negative(rate) };
}

function negative(rate: number): SampleRateProblem | null {
  return rate < 0 ? "sample_rate_negative" : null;
}

function infinity(text: string): number | null {
  const match = INFINITY.exec(text);
  if (match === null) return null;
  return match[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function strip(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILING_BLANK.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).replace(LEADING_BLANKS, "");
}

const DIGIT = /\p{Nd}/u;

/** Decimal digits of any script as ASCII ones. */
function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Unicode keeps decimal digits in runs of ten that begin with a zero (Unicode Standard §4.6). */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (DIGIT.test(String.fromCodePoint(start - 1))) start -= 1;
  return (code - start) % 10;
}
