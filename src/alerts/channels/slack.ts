import { labelOf, sentencesOf } from "../explained.ts";
import { type Line, type Message, pieces } from "../message.ts";
import { fallbackText } from "./markup.ts";

/**
 * An incoming webhook of Slack. The blocks are rich text, whose elements are taken as they are: no
 * text in them can format, mention or link. `text` is for notifications, and for Mattermost,
 * which has no such blocks.
 */
export function slackBody(message: Message): object {
  const { lines, more, headline, alert } = message;
  const sections = lines.map(({ text, explained, url }) => ({
    type: "rich_text_section",
    elements: [
      ...pieces(text, plain, code),
      ...explanation(explained),
      ...(url === null ? [] : [plain(" "), { type: "link", url, text: "details" }]),
    ],
  }));
  const rest =
    more === 0 ? [] : [{ type: "rich_text_section", elements: [plain(`and ${more} more`)] }];
  const elements = [
    { type: "rich_text_section", elements: [bold(`${headline} (${alert})`)] },
    { type: "rich_text_list", style: "bullet", elements: [...sections, ...rest] },
  ];
  return {
    text: fallbackText(message, { neutral: escapeSlack }),
    blocks: [{ type: "rich_text", elements }],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function explanation(explained: Line["explained"]): object[] {
  if (explained === null) return [];
  const said = sentencesOf(explained).join(" ");
  return [plain("\n"), bold(`${labelOf(explained)}: `), plain(said)];
}

/** What opens links, mentions and entities. */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const plain = (text: string) => ({ type: "text", text });
const code = (text: string) => ({ type: "text", text, style: { code: true } });
const bold = (text: string) => ({ type: "text", text, style: { bold: true } });
