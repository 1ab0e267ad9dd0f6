import { expression, type Language, quoteJson } from "../quote.ts";
import { code, idNotes, placeholdersOf, type Site, type Snippet } from "../snippet.ts";

const JS: Language = {
  quote: quoteJson,
  operator: "+",
  values: {
    distinct_id: 'encodeURIComponent(request.cookies.get("distinct_id")?.value ?? "")',
    session_id: 'encodeURIComponent(request.cookies.get("session_id")?.value ?? "")',
    nonce: "nonce",
  },
};

/** Its configuration where nothing changes, a middleware where each answer differs. */
export function next(site: Site): Snippet {
  const changes = placeholdersOf(site.full).size > 0;
  return {
    id: "next",
    name: "Next.js",
    language: "js",
    ...(changes ? middleware(site) : config(site)),
  };
}

type Rest = Pick<Snippet, "file" | "code" | "notes">;

function config({ full }: Site): Rest {
  return {
    file: "next.config.mjs",
    notes: ["Where there is a configuration already, add headers() to it."],
    code: code(
      "export default {",
      "  async headers() {",
      "    return [",
      "      {",
      '        source: "/(.*)",',
      "        headers: [",
      ...full.map(
        ({ name, value }) =>
          `          {\n            key: ${quoteJson(name)},\n            value:\n              ${expression(value, JS, "              ")},\n          },`,
      ),
      "        ],",
      "      },",
      "    ];",
      "  },",
      "};",
    ),
  };
}

function middleware({ full }: Site): Rest {
  const nonce = placeholdersOf(full).has("nonce");
  return {
    file: "middleware.js",
    notes: [
      "From Next.js 16 on the file is proxy.js and the function proxy.",
      ...(nonce
        ? [
            "Next.js puts the nonce on its own scripts where a page is rendered for each request; yours find it in the request header x-nonce.",
          ]
        : []),
      ...idNotes(full, "change the cookies to what your analytics know people by."),
    ],
    code: code(
      'import { NextResponse } from "next/server";',
      "",
      "export function middleware(request) {",
      nonce
        ? "  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));"
        : null,
      "  const answer = {",
      ...full.map(
        ({ name, value }) => `    ${quoteJson(name)}:\n      ${expression(value, JS, "      ")},`,
      ),
      "  };",
      "  const headers = new Headers(request.headers);",
      nonce ? '  headers.set("x-nonce", nonce);' : null,
      nonce ? "  for (const name in answer) headers.set(name, answer[name]);" : null,
      "  const response = NextResponse.next({ request: { headers } });",
      "  for (const name in answer) response.headers.set(name, answer[name]);",
      "  return response;",
      "}",
    ),
  };
}
