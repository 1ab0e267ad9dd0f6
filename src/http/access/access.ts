import { RequestError } from "../problems.ts";
import type { ClientInfo } from "../settings.ts";
import { readCookie, setCookie } from "./cookie.ts";
import { isForPublicHttps, isSameOrigin } from "./origin.ts";
import { sameSecret } from "./secret.ts";
import { SESSION_LIFETIME, type Vault } from "./vault.ts";

/** Methods that change nothing, RFC 9110 §9.2.1. */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** What the admin token is called where names of tokens stand. */
export const ADMIN = "admin";

export interface AccessOptions {
  adminToken: string;
  publicUrl: string | null;
  vault: Vault;
  client: ClientInfo;
  now(): number;
}

/** How a request showed that it may: with the token itself, or with a session's cookie. */
export type Credential = "token" | "session";

/**
 * Who may in, on one listener: holders of the admin token, of a session that it opened, or of a
 * one-time code.
 */
export class Access {
  readonly #o: AccessOptions;

  constructor(options: AccessOptions) {
    this.#o = options;
  }

  /**
   * Lets the request through or throws: `unauthorized`, `too_many_attempts`, or
   * `cross_site_refused` where a cookie alone is to change something and another site may be
   * behind it.
   */
  require(request: Request): Credential {
    const token = bearerToken(request);
    if (token !== null) {
      if (!this.checkToken(token, request)) throw unauthorized("The token is wrong.");
      return "token";
    }
    if (!this.hasSession(request)) throw unauthorized("The request carries no token.");
    if (!SAFE_METHODS.has(request.method)) this.requireSameOrigin(request);
    return "session";
  }

  /** Whether the token is right. Throws `too_many_attempts` for a wrong one once there were too many. */
  checkToken(token: string, request: Request): boolean {
    // Compared first: nobody's wrong tokens may keep the right one out.
    if (sameSecret(token, this.#o.adminToken)) return true;
    const wait = this.#o.vault.attempts.failed(this.#o.client.address(request), this.#o.now());
    if (wait > 0) throw tooManyAttempts(wait);
    return false;
  }

  /** Throws `cross_site_refused` unless one of Tattle's own pages sent the request. */
  requireSameOrigin(request: Request): void {
    if (isSameOrigin(request, this.#o.publicUrl)) return;
    throw new RequestError("cross_site_refused", "The request did not come from Tattle's pages.");
  }

  hasSession(request: Request): boolean {
    const id = readCookie(request.headers.get("cookie"), this.#https(request));
    return id !== null && this.#o.vault.sessions.has(id, this.#o.now());
  }

  /** Opens a session: the `Set-Cookie` field that carries it. */
  openSession(request: Request): string {
    const { secret } = this.#o.vault.sessions.issue(this.#o.now());
    return setCookie(secret, SESSION_LIFETIME / 1000, this.#https(request));
  }

  /** Ends the request's session, if any: the `Set-Cookie` field that removes the cookie. */
  closeSession(request: Request): string {
    const https = this.#https(request);
    const id = readCookie(request.headers.get("cookie"), https);
    if (id !== null) this.#o.vault.sessions.end(id, this.#o.now());
    return setCookie("", 0, https);
  }

  /**
   * Uses a code up. True where it was good. Codes are 256 random bits, so guesses need no limit,
   * and the operator's own code works whatever others do.
   */
  redeemCode(code: string): boolean {
    return this.#o.vault.codes.end(code, this.#o.now());
  }

  #https(request: Request): boolean {
    return this.#o.client.https(request) || isForPublicHttps(request, this.#o.publicUrl);
  }
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1), or `null`. */
export function bearerToken(request: Request): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "");
  return match?.[1] ?? null;
}

function unauthorized(message: string): RequestError {
  return new RequestError("unauthorized", message, {
    headers: { "www-authenticate": 'Bearer realm="tattle"' },
  });
}

function tooManyAttempts(seconds: number): RequestError {
  return new RequestError("too_many_attempts", `Try again in ${seconds} seconds.`, {
    headers: { "retry-after": String(seconds) },
  });
}
