import { type Message, pageOf, plainText } from "../message.ts";

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
      findings: findings.map((finding) => ({
        project: finding.project,
        issue: finding.issue,
        text: plainText(finding.text),
        details: finding.details,
        explanation: finding.explained ?? null,
        url: pageOf(url, finding),
      })),
    },
  };
}
