import { labelOf, sentencesOf } from "../explained.ts";
import { type Line, type Message, pieces } from "../message.ts";

/**
 * A workflow of Teams that takes an Adaptive Card. Text runs know no Markdown, so that no text in
 * them can format or link.
 */
export function teamsBody({ headline, alert, lines, more, url }: Message): object {
  const rest = more === 0 ? [] : [paragraph([run(`and ${more} more`)])];
  const title = { ...run(`${headline} (${alert})`), weight: "Bolder", size: "Medium" };
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [paragraph([title]), ...lines.flatMap(paragraphsOf), ...rest],
    actions: url === null ? [] : [{ type: "Action.OpenUrl", title: "Open Tattle", url }],
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}

function paragraphsOf(line: Line): object[] {
  const { explained } = line;
  if (explained === null) return [lineOf(line)];
  const label = { ...run(`${labelOf(explained)}: `), weight: "Bolder" };
  return [lineOf(line), paragraph([label, run(sentencesOf(explained).join(" "))])];
}

function lineOf({ text, url }: Line): object {
  const runs: object[] = pieces(text, run, (said) => ({ ...run(said), fontType: "Monospace" }));
  if (url === null) return paragraph(runs);
  const link = { ...run(" details"), selectAction: { type: "Action.OpenUrl", url } };
  return paragraph([...runs, link]);
}

const run = (text: string) => ({ type: "TextRun", text });
const paragraph = (inlines: readonly object[]) => ({ type: "RichTextBlock", inlines });
