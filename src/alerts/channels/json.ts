import { issueUrl, type Message, plainText } from "../message.ts";

/** A webhook of one's own: `data.findings` has all of them, with texts as browsers sent them. */
export function jsonBody({ alert, kind, at, headline, findings, url, id }: Message): object {
  return {
    type: "tattle.alert",
    timestamp: new Date(at).toISOString(),
    data: {
      id,
      alert,
      kind,
      headline,
      findings: findings.map(({ project, issue, text, details }) => ({
        project,
        issue,
        text: plainText(text),
        details,
        url: issueUrl(url, issue),
      })),
    },
  };
}
