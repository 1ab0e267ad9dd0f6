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
 * the backtick, which is replaced. Lines that do not fit are counted, never cut.
 */
export function fallbackText(
  message: Message,
  { neutral = String, limit = 3_500 }: Markup,
): string {
  const { headline, alert, lines } = message;
  const code = (text: string) => `\`${neutral(text.replaceAll("`", "ʼ"))}\``;
  const shown = lines.map(({ text, url }) => {
    const sentence = pieces(text, neutral, code).join("");
    return `• ${sentence}${url === null ? "" : ` ${url}`}`;
  });
  const head = `${neutral(headline)} (${neutral(alert)})`;
  const kept = fitting(shown, limit - head.length - 40);
  const more = message.more + shown.length - kept.length;
  return [head, ...kept, ...(more === 0 ? [] : [`and ${more} more`])].join("\n");
}

function fitting(lines: readonly string[], room: number): string[] {
  let left = room;
  return lines.filter((line) => {
    left -= line.length + 1;
    return left >= 0;
  });
}
