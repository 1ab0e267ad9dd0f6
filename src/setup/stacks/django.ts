import { expression, type Language, quoteC } from "../quote.ts";
import { code, idNotes, placeholdersOf, type Site, type Snippet } from "../snippet.ts";

const PYTHON: Language = {
  quote: quoteC,
  operator: "+",
  values: {
    distinct_id: 'quote(str(request.user.pk or ""), safe="")',
    session_id: 'quote(request.COOKIES.get("session_id", ""), safe="")',
    nonce: "request.csp_nonce",
  },
};

export function django({ full }: Site): Snippet {
  const uses = placeholdersOf(full);
  const ids = uses.has("distinct_id") || uses.has("session_id");
  return {
    id: "django",
    name: "Django",
    language: "python",
    file: "mysite/csp.py",
    notes: [
      'In settings.py, at the end of MIDDLEWARE: "mysite.csp.csp".',
      ...(uses.has("nonce") ? ['In templates: <script nonce="{{ request.csp_nonce }}">.'] : []),
      ...idNotes(
        full,
        "change request.user.pk and the cookie to what your analytics know people by.",
      ),
    ],
    code: code(
      uses.has("nonce") ? "import secrets" : null,
      ids ? "from urllib.parse import quote" : null,
      uses.size > 0 ? "\n" : null,
      "def csp(get_response):",
      "    def middleware(request):",
      uses.has("nonce") ? "        request.csp_nonce = secrets.token_urlsafe(16)" : null,
      "        response = get_response(request)",
      ...full.map(
        ({ name, value }) =>
          `        response[${quoteC(name)}] = (\n            ${expression(value, PYTHON, "            ")}\n        )`,
      ),
      "        return response",
      "",
      "    return middleware",
    ),
  };
}
