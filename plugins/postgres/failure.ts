/** What a failed attempt means. `message` is one line without the password. */
export type Failure =
  /** Some row of it: smaller statements find out which. */
  | { kind: "data"; message: string }
  /** The table or its schema is not there. */
  | { kind: "missing"; message: string }
  /** Settings, credentials or grants are wrong. */
  | { kind: "fatal"; message: string }
  /** Not now. `pause` in milliseconds; `null` leaves it to the host. */
  | { kind: "later"; message: string; pause: number | null };

/** For what ends only when somebody or some failover acts, in milliseconds. */
const LONG_PAUSE = 60_000;

/** Characters of a message. */
const LONGEST = 200;

/** SQLSTATEs with a meaning of their own. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const STATES: Readonly<Record<string, Failure["kind"]>> = {
  // undefined_table, invalid_schema_name
  "42P01": "missing",
  "3F000": "missing",
  // invalid_catalog_name: no such database
  "3D000": "fatal",
  // duplicate_prepared_statement: a pooler gave the session of another client, and may not again
  "42P05": "later",
  // raise_exception: a trigger of the operator's refuses a row
  P0001: "data",
};

/** Classes of SQLSTATEs, their first two characters. Those that are not here pass by themselves. */
const CLASSES: Readonly<Record<string, Failure["kind"]>> = {
  // data exception, constraint violation, WITH CHECK OPTION, program limit exceeded
  "22": "data",
  "23": "data",
  "44": "data",
  "54": "data",
  // invalid authorization, syntax error or access rule violation
  "28": "fatal",
  "42": "fatal",
};

/** read_only_sql_transaction: a standby, until it is promoted or the name leads elsewhere. */
const READ_ONLY = "25006";

/**
 * Codes of Bun's client that mean wrong settings. What is amiss with TLS is not among them: a
 * certificate is renewed on the server, and nobody would start Tattle again for it.
 */
const MISCONFIGURED: ReadonlySet<string> = new Set([
  // The file of authorities is not there.
  "ERR_INVALID_ARG_TYPE",
  "ERR_POSTGRES_CHANNEL_BINDING_REQUIRED",
  "ERR_POSTGRES_UNKNOWN_AUTHENTICATION_METHOD",
  "ERR_POSTGRES_UNSUPPORTED_AUTHENTICATION_METHOD",
]);

/** Reads what Bun's client threw. */
export function judge(error: unknown, secrets: readonly string[]): Failure {
  const { code, state } = codesOf(error);
  const message = `${excerpt(error, secrets)} (${state ?? code ?? "no code"})`;
  if (state === null) {
    if (code !== null && MISCONFIGURED.has(code)) return { kind: "fatal", message };
    return { kind: "later", message, pause: isTls(code) ? LONG_PAUSE : null };
  }
  if (state === READ_ONLY) return { kind: "later", message, pause: LONG_PAUSE };
  const kind = STATES[state] ?? CLASSES[state.slice(0, 2)] ?? "later";
  return kind === "later" ? { kind, message, pause: null } : { kind, message };
}

/** The client's code, and the SQLSTATE where the server has spoken. */
function codesOf(error: unknown): { code: string | null; state: string | null } {
  if (typeof error !== "object" || error === null) return { code: null, state: null };
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  const state = "errno" in error ? error.errno : null;
  const isState = typeof state === "string" && /^[0-9A-Z]{5}$/.test(state);
  return { code, state: isState ? state : null };
}

/** Certificates that do not verify come with OpenSSL's names. */
function isTls(code: string | null): boolean {
  return code !== null && /CERT|_TLS_|ISSUER|SIGNATURE/.test(code);
}

/** One printable line of what was said, without anything secret. */
export function excerpt(error: unknown, secrets: readonly string[]): string {
  let line = error instanceof Error ? error.message : String(error);
  for (const secret of secrets) line = line.replaceAll(secret, "…");
  line = line.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed()}…` : line;
}
