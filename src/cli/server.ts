import { join } from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type Command, InvalidArgumentError, Option } from "commander";
import { formatAddress, type GeneralConfig, printable } from "../config/index.ts";
import { ADMIN_TOKEN_FILE } from "../http/admin-token.ts";
import { CodedError, type ErrorCode } from "../report/errors.ts";
import type { Io, KnownCertificate } from "./io.ts";

/** How long a running Tattle may take to answer, in milliseconds. */
const TIMEOUT = 10_000;

/** Adds `--url`. */
export function withUrlOption(command: Command): Command {
  return command.addOption(
    new Option(
      "--url <url>",
      "address of the running Tattle, where the configuration's does not do",
    ).argParser(checkUrl),
  );
}

function checkUrl(text: string): string {
  const isSocket = text.startsWith("unix:") && text !== "unix:";
  if (isSocket || (/^https?:\/\//i.test(text) && URL.canParse(text))) return text;
  throw new InvalidArgumentError("It must be an http(s) URL, or unix: and the path of a socket.");
}

/** Asks the running Tattle of this configuration. Throws a CodedError that says what to do. */
export async function ask(
  config: GeneralConfig,
  url: string | undefined,
  io: Io,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<unknown> {
  const { response, shown } = await send(config, url, io, path, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT),
  });
  return response.json().catch((error: unknown) => {
    throw new CodedError("server_unexpected", `${shown} answered no JSON to ${path}`, {
      cause: error,
    });
  });
}

/** An answer that is read while it is made. */
export interface OpenAnswer extends AsyncDisposable {
  /** Ends with the answer. Rejects when it breaks off. */
  readonly texts: AsyncIterable<string>;
}

/**
 * Asks for what may take as long as it likes, once it has begun. Throws a CodedError that says
 * what to do. `signal` ends the answer too.
 */
export async function open(
  config: GeneralConfig,
  url: string | undefined,
  io: Io,
  path: string,
  { lastId = null, signal }: { lastId?: string | null; signal?: AbortSignal } = {},
): Promise<OpenAnswer> {
  const control = new AbortController();
  signal?.addEventListener("abort", () => control.abort(), { once: true });
  const timer = setTimeout(() => control.abort(), TIMEOUT);
  const init = { method: "GET", signal: control.signal, lastId } as const;
  const { response } = await send(config, url, io, path, init).finally(() => clearTimeout(timer));
  return {
    texts: textsOf(response),
    [Symbol.asyncDispose]: async () => control.abort(),
  };
}

async function* textsOf({ body }: Response): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  for await (const bytes of body ?? []) yield decoder.decode(bytes, { stream: true });
}

/** What a request says, beside who sends it. */
interface Sent {
  method: "GET" | "POST";
  /** JSON, or lines of it. */
  body?: string | ReadableStream<Uint8Array>;
  signal: AbortSignal;
  /** The `Last-Event-ID` of a stream that goes on. */
  lastId?: string | null;
}

/** The answer that says it worked, and whose it is. */
export async function send(
  config: GeneralConfig,
  url: string | undefined,
  io: Io,
  path: string,
  { lastId = null, ...sent }: Sent,
): Promise<{ response: Response; shown: string }> {
  const { base, unix, certificate } = serverOf(config, url);
  const init = {
    ...sent,
    headers: {
      authorization: `Bearer ${adminToken(config, io)}`,
      ...(sent.body && { "content-type": mediaType(sent.body) }),
      ...(lastId !== null && { "last-event-id": lastId }),
    },
    // The token must not follow to wherever somebody points.
    redirect: "error" as const,
    ...(unix === null ? {} : { unix }),
    ...(certificate === null ? {} : { tls: onlyCertificate(certificate, io) }),
  };
  const shown = unix === null ? base : `unix:${unix}`;
  const response = await io.fetch(`${base}${path}`, init).catch((error: unknown) => {
    const message = `no answer from ${shown}${reason(error)}`;
    throw new CodedError("server_unreachable", message, { cause: error });
  });
  if (response.status === 429) {
    const refused = await refusal(response, "");
    if (refused.code === "too_many_streams") throw refused;
    throw new CodedError("too_many_attempts", `${shown} does not accept this admin token`);
  }
  if (response.status === 401) {
    throw new CodedError("token_refused", `${shown} does not accept this admin token`);
  }
  if (!response.ok) {
    throw await refusal(response, `${shown} answered ${response.status} to ${path}`);
  }
  return { response, shown };
}

function mediaType(body: string | ReadableStream): string {
  return typeof body === "string" ? "application/json" : "application/x-ndjson";
}

/** What a running Tattle may answer to a command that is right in itself. */
const REFUSALS: ReadonlySet<string> = new Set<ErrorCode>([
  "alerts_unavailable",
  "control_full",
  "dead_letter_not_found",
  "delivery_unavailable",
  "import_broken",
  "import_running",
  "import_stalled",
  "journal_unavailable",
  "project_unknown",
  "read_only",
  "reader_missing",
  "reader_unavailable",
  "request_invalid",
  "sink_not_configured",
  "sink_unknown",
  "too_many_streams",
]);

const Refusal = Type.Object({
  code: Type.String(),
  detail: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ name: Type.String(), message: Type.String() }))),
});

async function refusal(response: Response, message: string): Promise<CodedError> {
  const problem: unknown = await response.json().catch(() => null);
  if (Value.Check(Refusal, problem) && isRefusal(problem.code)) {
    const errors = problem.errors?.map(({ name, message }) => `${name}: ${message}`) ?? [];
    return new CodedError(problem.code, printable([problem.detail, ...errors].join(" "), 500));
  }
  return new CodedError("server_unexpected", message);
}

function isRefusal(code: string): code is ErrorCode {
  return REFUSALS.has(code);
}

/** Where a running Tattle is reached from this machine. */
export interface Server {
  /** Without a slash at the end. */
  readonly base: string;
  /** Path of its socket. */
  readonly unix: string | null;
  /** File of the certificate to recognise it by; `null` for the usual rules. */
  readonly certificate: string | null;
}

/** Where dashboard and API of a configuration are: at `url`, else where they listen. */
export function serverOf(config: GeneralConfig, url?: string): Server {
  if (url?.startsWith("unix:")) return behindSocket(url.slice("unix:".length));
  if (url !== undefined) return { base: url.replace(/\/+$/, ""), unix: null, certificate: null };
  const address = config.admin.listen ?? config.listen;
  if (address.kind === "unix") return behindSocket(address.path);
  const scheme = config.tls === null ? "http" : "https";
  const hostname = LOCAL.get(address.hostname) ?? address.hostname;
  const base = `${scheme}://${formatAddress({ ...address, hostname })}`;
  return { base, unix: null, certificate: config.tls?.cert ?? null };
}

function behindSocket(path: string): Server {
  return { base: "http://localhost", unix: path, certificate: null };
}

/** Addresses that mean "all of this machine's" are none that one can connect to everywhere. */
const LOCAL: ReadonlyMap<string, string> = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/**
 * The certificate that the running Tattle shows is made out to its public name, not to an address
 * of this machine, and may be signed by nobody known. We have it, so we need neither.
 */
function onlyCertificate(path: string, io: Io): KnownCertificate {
  try {
    const ca = io.readFile(path);
    return { ca, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  } catch (error) {
    throw new CodedError("tls_unusable", `cannot read ${path}${reason(error)}`, { cause: error });
  }
}

function adminToken(config: GeneralConfig, io: Io): string {
  if (config.admin.token !== null) return config.admin.token.reveal();
  const path = join(config.data, ADMIN_TOKEN_FILE);
  const token = readToken(path, io);
  if (token === "") throw new CodedError("token_missing", `${path} is empty`);
  return token;
}

function readToken(path: string, io: Io): string {
  try {
    return io.readFile(path).trim();
  } catch (error) {
    const code = codeOf(error) === "ENOENT" ? "token_missing" : "token_unreadable";
    throw new CodedError(code, `cannot read ${path}${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  const code = codeOf(error);
  return code === null ? "" : `: ${code}`;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error ? String(error.code) : null;
}
