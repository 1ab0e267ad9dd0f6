import { type Html, html } from "./html.ts";
import { PAGE_CSP } from "./security-headers.ts";

/** What a page is made of. */
interface PageParts {
  title: string;
  head?: Html;
  body: Html;
  /** Its style sheet. Default: that of the pages without a script; `null`: `head` brings it. */
  style?: string | null;
}

/** The frame of every page. */
export function page({ title, head, body, style = "/assets/tattle.css" }: PageParts): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Tattle</title>
<link rel="icon" type="image/svg+xml" href="/assets/icon.svg">
${style === null ? null : html`<link rel="stylesheet" href="${style}">`}
${head}
</head>
<body>${body}
</body>
</html>
`;
}

/** A page as a response, with the policy of pages without a script unless `headers` brings one. */
export function htmlResponse(
  content: Html,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(content.text, {
    status,
    headers: {
      "content-security-policy": PAGE_CSP,
      ...headers,
      "content-type": "text/html; charset=utf-8",
    },
  });
}
