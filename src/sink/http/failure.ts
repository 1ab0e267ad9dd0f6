/** Why there is no answer, for what the operator can tell apart. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ECONNRESET: "the connection was closed before an answer",
  ENOTFOUND: "the name cannot be resolved",
  EAI_AGAIN: "the name cannot be resolved now",
  EPROTO: "it does not speak TLS",
};

/** Codes of OpenSSL and Bun for a certificate that proves nothing. */
const CERTIFICATE = /CERT|SIGNATURE|ISSUER|CRL/;

/**
 * One phrase for what `fetch` or a look-up threw. Never the error's own message: that repeats the
 * URL, which may hold a secret.
 */
export function describeFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (typeof code !== "string") return "the request failed";
  const reason = CERTIFICATE.test(code) ? "its certificate is not trusted" : REASONS[code];
  return reason === undefined ? code : `${reason} (${code})`;
}
