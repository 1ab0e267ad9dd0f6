import { expression, type Language, quoteJson } from "../quote.ts";
import { code, idNotes, leftOut, placeholdersOf, type Site, type Snippet } from "../snippet.ts";
import { COOKIE_FUNCTION } from "./javascript.ts";

const JS: Language = {
  quote: quoteJson,
  operator: "+",
  values: {
    distinct_id: 'encodeURIComponent(cookie(request.headers.get("Cookie"), "distinct_id"))',
    session_id: 'encodeURIComponent(cookie(request.headers.get("Cookie"), "session_id"))',
  },
};

export function workers(site: Site): Snippet {
  const headers = site.cookies;
  return {
    id: "workers",
    name: "Cloudflare Workers",
    language: "js",
    file: "src/index.js",
    notes: [
      "It stands before the origin of its route and adds the headers to what that answers.",
      ...idNotes(
        headers,
        "taken from the cookies of these names; change them to what your analytics know people by.",
      ),
      ...leftOut(site, headers),
    ],
    code: code(
      placeholdersOf(headers).size > 0 ? `${COOKIE_FUNCTION}\n` : null,
      "export default {",
      "  async fetch(request) {",
      "    const answer = await fetch(request);",
      "    const response = new Response(answer.body, answer);",
      ...headers.map(
        ({ name, value }) =>
          `    response.headers.set(\n      ${quoteJson(name)},\n      ${expression(value, JS, "        ")},\n    );`,
      ),
      "    return response;",
      "  },",
      "};",
    ),
  };
}

export function netlify(site: Site): Snippet {
  return {
    id: "netlify",
    name: "Netlify",
    language: "text",
    file: "_headers",
    notes: ["It belongs into the folder that is published.", ...leftOut(site, site.fixed)],
    code: code("/*", ...site.fixed.map(({ name, value }) => `  ${name}: ${value}`)),
  };
}

export function vercel(site: Site): Snippet {
  const headers = site.fixed.map(({ name, value }) => ({ key: name, value }));
  return {
    id: "vercel",
    name: "Vercel",
    language: "json",
    file: "vercel.json",
    notes: [
      "Where there is a vercel.json already, add the entry to its headers.",
      ...leftOut(site, site.fixed),
    ],
    code: code(JSON.stringify({ headers: [{ source: "/(.*)", headers }] }, null, 2)),
  };
}

export function plain(site: Site): Snippet {
  return {
    id: "plain",
    name: "Plain headers",
    language: "http",
    file: "any server",
    notes: leftOut(site, site.fixed),
    code: code(...site.fixed.map(({ name, value }) => `${name}: ${value}`)),
  };
}
