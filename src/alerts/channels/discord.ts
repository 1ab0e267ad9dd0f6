import type { Message } from "../message.ts";
import { fallbackText } from "./markup.ts";

/** Discord takes no more characters. */
const LIMIT = 2_000;

/** `SUPPRESS_EMBEDS`: links are not followed to show what is behind them. */
const NO_PREVIEWS = 1 << 2;

/** A webhook of Discord. Nobody can be mentioned by it, whatever stands in the text. */
export function discordBody(message: Message): object {
  return {
    content: fallbackText(message, { limit: LIMIT }),
    allowed_mentions: { parse: [] },
    flags: NO_PREVIEWS,
  };
}
