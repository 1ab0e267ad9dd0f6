import type { Request } from "../io.ts";
import { shownPage } from "./shown-url.ts";

/** How long each request may take, in milliseconds. */
export const TIMEOUT = 10_000;
const MOST_REDIRECTS = 10;
/** More of them is nobody's page. */
const MOST_METAS = 100;
/** A `<meta>` that counts is in the head; no head is longer. */
const LONGEST_BODY = 1024 * 1024;

/** A page as it was answered. */
export interface Page {
  /** After the redirects. */
  readonly url: URL;
  /** Where redirects led, the first URL first; empty where there were none. */
  readonly redirects: readonly string[];
  readonly status: number;
  readonly headers: Headers;
  /** Its `<meta http-equiv>` elements. */
  readonly metas: readonly Meta[];
}

export interface Meta {
  /** In lower case. */
  readonly name: string;
  readonly content: string;
}

/** Fetches a page as somebody who visits it would. Rejects with an Error that says why not. */
export async function fetchPage(
  start: URL,
  fetch: Request,
  headers: Readonly<Record<string, string>> = {},
): Promise<Page> {
  const redirects: string[] = [];
  let url = start;
  for (;;) {
    const response = await fetch(withoutCredentials(url), {
      headers: { accept: "text/html", ...headers, ...authorization(url, start) },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const target = targetOf(response, url);
    if (target === null) return pageOf(url, redirects, response);
    await response.body?.cancel();
    redirects.push(shownPage(url));
    if (redirects.length > MOST_REDIRECTS) throw new Error(`more than ${MOST_REDIRECTS} redirects`);
    url = target;
  }
}

function withoutCredentials(url: URL): string {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare.href;
}

/** Credentials of the URL that was given stay with its origin, wherever redirects lead. */
function authorization({ origin }: URL, start: URL): Record<string, string> {
  const { username, password } = start;
  if (origin !== start.origin || (username === "" && password === "")) return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function targetOf(response: Response, base: URL): URL | null {
  const location = response.headers.get("location");
  if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return null;
  const target = URL.parse(location, base.href);
  if (target === null || !/^https?:$/.test(target.protocol)) {
    throw new Error("a redirect leads to what is no http(s) URL");
  }
  return target;
}

async function pageOf(url: URL, redirects: readonly string[], response: Response): Promise<Page> {
  const { status, headers } = response;
  return { url, redirects, status, headers, metas: await metasOf(response) };
}

async function metasOf(response: Response): Promise<Meta[]> {
  const metas: Meta[] = [];
  const rewriter = new HTMLRewriter().on("meta[http-equiv]", {
    element(element) {
      if (metas.length >= MOST_METAS) return;
      const name = (element.getAttribute("http-equiv") ?? "").trim().toLowerCase();
      metas.push({ name, content: element.getAttribute("content") ?? "" });
    },
  });
  const text = await firstBytes(response);
  await rewriter.transform(new Response(text)).text();
  return metas;
}

/** As far as it comes: the headers are there, whatever becomes of the rest. */
async function firstBytes({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length >= LONGEST_BODY) break;
    }
  } catch {
    // It broke off, or never ended.
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, LONGEST_BODY));
}
