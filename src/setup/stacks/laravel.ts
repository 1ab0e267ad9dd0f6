import { expression, type Language, quotePhp } from "../quote.ts";
import { code, idNotes, placeholdersOf, type Site, type Snippet } from "../snippet.ts";

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
