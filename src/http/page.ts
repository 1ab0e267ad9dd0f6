import { type Html, html } from "./html.ts";
import { PAGE_CSP } from "./security-headers.ts";

/** The frame of every page: no script, one style sheet. */
export function page({ title, head, body }: { title: string; head?: Html; body: Html }): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Tattle</title>
<link rel="icon" type="image/svg+xml" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/tattle.css">
${head}
</head>
<body>${body}
</body>
</html>
`;
}

/** A page as a response, with the policy that fits it. */
export function htmlResponse(
  content: Html,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(content.text, {
    status,
    headers: {
      ...headers,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": PAGE_CSP,
    },
  });
}
