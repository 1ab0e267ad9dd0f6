import { expression, type Language, quoteRuby } from "../quote.ts";
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
