import { labelOf, sentencesOf } from "../explained.ts";
import { type Message, pieces } from "../message.ts";

/** How a kind of Markdown differs. */
export interface Markup {
  /** Takes what is special away, also within code. */
  readonly neutral?: (text: string) => string;
  /** Longest text, in UTF-16 units. */
  readonly limit?: number;
}

/**
 * A message in Markdown. What others wrote stands in code spans, in which nothing is special but
 * the backtick, which is replaced. Lines that do not fit are counted, explanations left out, and
 * neither is cut.
 */
export function fallbackText(
  message: Message,
  { neutral = String, limit = 3_500 }: Markup,
): string {
  const { headline, alert, lines } = message;
  const code = (text: string) => `\`${neutral(text.replaceAll("`", "ʼ"))}\``;
  const shown = lines.map(({ text, explained, url }) => {
    const sentence = pieces(text, neutral, code).join("");
    const line = `• ${sentence}${url === null ? "" : ` ${url}`}`;
    if (explained === null) return [line, line] as const;
    const said = `${neutral(labelOf(explained))}: ${code(sentencesOf(explained).join(" "))}`;
    return [line, `${line}\n${said}`] as const;
  });
  const head = `${neutral(headline)} (${neutral(alert)})`;
  const kept = fitting(shown, limit - head.length - 40);
  const more = message.more + shown.length - kept.length;
  return [head, ...kept, ...(more === 0 ? [] : [`and ${more} more`])].join("\n");
}

/** As many lines as fit, each in its long form where there is room beside the short ones. */
function fitting(lines: readonly (readonly [short: string, long: string])[], room: number) {
  let left = room;
  const kept = lines.filter(([short]) => {
    left -= short.length + 1;
    return left >= 0;
  });
  left = room - kept.reduce((sum, [short]) => sum + short.length + 1, 0);
  return kept.map(([short, long]) => {
    const more = long.length - short.length;
    if (more > left) return short;
    left -= more;
    return long;
  });
}
