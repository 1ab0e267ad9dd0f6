import { expression, type Language, quoteC } from "../quote.ts";
import { code, idNotes, placeholdersOf, type Site, type Snippet } from "../snippet.ts";

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
