import { expression, type Language, quoteC, quotePhp, quoteRuby } from "../quote.ts";
import { code, idNotes, placeholdersOf, type Site, type Snippet } from "../snippet.ts";

const RUBY: Language = {
  quote: quoteRuby,
  operator: "+",
  values: {
    distinct_id: "ERB::Util.url_encode(current_user&.id.to_s)",
    session_id: 'ERB::Util.url_encode(cookies["session_id"].to_s)',
    nonce: "@csp_nonce",
  },
};

export function rails({ full }: Site): Snippet {
  const nonce = placeholdersOf(full).has("nonce");
  return {
    id: "rails",
    name: "Rails",
    language: "ruby",
    file: "app/controllers/concerns/csp_headers.rb",
    notes: [
      "In ApplicationController: include CspHeaders. Where config.content_security_policy is set already, take it out.",
      ...(nonce ? ["In views: javascript_tag nonce: @csp_nonce."] : []),
      ...idNotes(full, "change current_user and the cookie to what your analytics know people by."),
    ],
    code: code(
      "module CspHeaders",
      "  extend ActiveSupport::Concern",
      "",
      "  included { before_action :set_csp_headers }",
      "",
      "  private",
      "",
      "  def set_csp_headers",
      nonce ? "    @csp_nonce = SecureRandom.base64(16)" : null,
      ...full.map(
        ({ name, value }) =>
          `    response.set_header(\n      ${quoteRuby(name)},\n      ${expression(value, RUBY, "      ")}\n    )`,
      ),
      "  end",
      "end",
    ),
  };
}

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

const PHP: Language = {
  quote: quotePhp,
  operator: ".",
  values: {
    distinct_id: "rawurlencode((string) $request->user()?->getAuthIdentifier())",
    session_id: "rawurlencode((string) $request->cookie('session_id'))",
    nonce: "$nonce",
  },
};

export function laravel({ full }: Site): Snippet {
  const nonce = placeholdersOf(full).has("nonce");
  return {
    id: "laravel",
    name: "Laravel",
    language: "php",
    file: "app/Http/Middleware/ContentSecurityPolicy.php",
    notes: [
      "In bootstrap/app.php: ->withMiddleware(fn ($middleware) => $middleware->web(append: [\\App\\Http\\Middleware\\ContentSecurityPolicy::class])).",
      ...(nonce
        ? ['@vite uses the nonce by itself; elsewhere: <script nonce="{{ Vite::cspNonce() }}">.']
        : []),
      ...(placeholdersOf(full).has("session_id")
        ? [
            "Laravel takes cookies for its own encrypted ones: except session_id in bootstrap/app.php, $middleware->encryptCookies(except: ['session_id']).",
          ]
        : []),
      ...idNotes(full, "change the user and the cookie to what your analytics know people by."),
    ],
    code: code(
      "<?php",
      "",
      "namespace App\\Http\\Middleware;",
      "",
      "use Closure;",
      "use Illuminate\\Http\\Request;",
      nonce ? "use Illuminate\\Support\\Facades\\Vite;" : null,
      "",
      "class ContentSecurityPolicy",
      "{",
      "    public function handle(Request $request, Closure $next)",
      "    {",
      nonce ? "        $nonce = Vite::useCspNonce();" : null,
      "        $response = $next($request);",
      ...full.map(
        ({ name, value }) =>
          `        $response->headers->set(\n            ${quotePhp(name)},\n            ${expression(value, PHP, "            ")}\n        );`,
      ),
      "",
      "        return $response;",
      "    }",
      "}",
    ),
  };
}

const CSHARP: Language = {
  quote: quoteC,
  operator: "+",
  values: {
    distinct_id:
      'Uri.EscapeDataString(context.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value ?? "")',
    session_id: 'Uri.EscapeDataString(context.Request.Cookies["session_id"] ?? "")',
    nonce: "nonce",
  },
};

export function aspnet({ full }: Site): Snippet {
  const nonce = placeholdersOf(full).has("nonce");
  return {
    id: "aspnet",
    name: "ASP.NET Core",
    language: "csharp",
    file: "Program.cs",
    notes: [
      "After UseAuthentication and before what answers (MapRazorPages, MapControllers, UseStaticFiles).",
      ...(nonce ? ['In views: <script nonce="@Context.Items["CspNonce"]">.'] : []),
      ...idNotes(full, "change the claim and the cookie to what your analytics know people by."),
    ],
    code: code(
      "app.Use(async (context, next) =>",
      "{",
      nonce
        ? '    var nonce = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));\n    context.Items["CspNonce"] = nonce;'
        : null,
      ...full.map(
        ({ name, value }) =>
          `    context.Response.Headers[${quoteC(name)}] =\n        ${expression(value, CSHARP, "        ")};`,
      ),
      "    await next(context);",
      "});",
    ),
  };
}
