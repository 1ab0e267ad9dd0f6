import { directiveNamed, type Policy } from "../../policy/portable.ts";
import type { Header } from "../headers.ts";
import { expression, type Language, quoteJson } from "../quote.ts";
import { code, idNotes, placeholdersOf, type Site, type Snippet } from "../snippet.ts";
import { placeholdersIn } from "../template.ts";
import { COOKIE_FUNCTION } from "./javascript.ts";

const JS: Language = {
  quote: quoteJson,
  operator: "+",
  values: {
    distinct_id: "encodeURIComponent(distinctId(request))",
    session_id: "encodeURIComponent(sessionId(request))",
    nonce: "response.locals.nonce",
  },
};

/** What helmet takes for a mistake, and refuses. */
const HELMET_NAME = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const HELMET_REFUSES =
  /^(?:none|self|strict-dynamic|report-sample|inline-speculation-rules|unsafe-inline|unsafe-eval|unsafe-hashes|wasm-unsafe-eval|nonce-.*|sha(?:256|384|512)-.*)$/;

export function express({ full }: Site): Snippet {
  const uses = placeholdersOf(full);
  const policy = helmetPolicy(full);
  const others = full.filter(({ policies }) => policy === null || policies.length === 0);
  const notes = [
    'Then, before your routes: import { csp } from "./csp.js"; app.use(csp);',
    "Where helmet() is in use already, give it contentSecurityPolicy: false; else it sends a policy of its own.",
  ];
  if (policy === null) {
    notes.push(
      "helmet's directives cannot hold this policy (several policies, no default-src, or a part that it refuses), so the header is set without it.",
    );
  }
  if (uses.has("nonce")) notes.push('In templates: <script nonce="…"> with response.locals.nonce.');
  notes.push(
    ...idNotes(full, "change the functions at the top to what your analytics know people by."),
  );
  return {
    id: "express",
    name: "Express with helmet",
    language: "js",
    file: "csp.js",
    notes,
    code: code(
      uses.has("nonce") ? 'import { randomBytes } from "node:crypto";' : null,
      policy === null ? null : 'import helmet from "helmet";',
      policy === null && !uses.has("nonce") ? null : "",
      uses.has("distinct_id")
        ? 'const distinctId = (request) => String(request.user?.id ?? "");'
        : null,
      uses.has("session_id")
        ? `${COOKIE_FUNCTION}\nconst sessionId = (request) => cookie(request.headers.cookie, "session_id");`
        : null,
      uses.has("distinct_id") || uses.has("session_id") ? "" : null,
      "export const csp = [",
      uses.has("nonce") ? NONCE : null,
      policy === null ? null : helmetCall(policy, full),
      "  (request, response, next) => {",
      ...others.map(
        ({ name, value }) =>
          `    response.setHeader(\n      ${quoteJson(name)},\n      ${expression(value, JS, "        ")},\n    );`,
      ),
      "    next();",
      "  },",
      "];",
    ),
  };
}

const NONCE = `  (request, response, next) => {
    response.locals.nonce = randomBytes(16).toString("base64");
    next();
  },`;

/** The one policy, where helmet's own options can say it. */
function helmetPolicy(headers: readonly Header[]): Policy | null {
  const [policy, ...more] = headers.flatMap(({ policies }) => policies);
  if (policy === undefined || more.length > 0) return null;
  const fits = policy.directives.every(
    ({ name, value }) =>
      HELMET_NAME.test(name) && !value.some((token) => HELMET_REFUSES.test(token)),
  );
  return fits && directiveNamed(policy, "default-src") !== null ? policy : null;
}

function helmetCall({ directives }: Policy, headers: readonly Header[]): string {
  const reportOnly = headers.some(({ name }) => name.endsWith("Report-Only"));
  return [
    "  helmet.contentSecurityPolicy({",
    "    useDefaults: false,",
    ...(reportOnly ? ["    reportOnly: true,"] : []),
    "    directives: {",
    ...directives.map(
      ({ name, value }) => `      ${quoteJson(name)}: [${value.map(token).join(", ")}],`,
    ),
    "    },",
    "  }),",
  ].join("\n");
}

function token(text: string): string {
  const fixed = placeholdersIn(text).size === 0;
  return fixed ? quoteJson(text) : `(request, response) => ${expression(text, JS, "")}`;
}
