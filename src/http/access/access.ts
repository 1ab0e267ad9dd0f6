import type { AccessTokens } from "../../control/index.ts";
import { RequestError } from "../problems.ts";
import type { ClientInfo } from "../settings.ts";
import { readCookie, setCookie } from "./cookie.ts";
import { ADMIN, type Identity, identityOf } from "./identity.ts";
import { isForPublicHttps, isSameOrigin } from "./origin.ts";
import { sameSecret } from "./secret.ts";
import { SESSION_LIFETIME, type Vault } from "./vault.ts";

/** Methods that change nothing, RFC 9110 §9.2.1. */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

export interface AccessOptions {
  adminToken: string;
  /** Tokens that open the API for reading. */
  tokens: Pick<AccessTokens, "find" | "use">;
  publicUrl: string | null;
  vault: Vault;
  client: ClientInfo;
  now(): number;
}

/**
 * Who may in, on one listener: holders of the admin token, of a read-only one, of a session that
 * one of them opened, or of a one-time code.
 */
export class Access {
  readonly #o: AccessOptions;

  constructor(options: AccessOptions) {
    this.#o = options;
  }

  /**
   * Lets the request through or throws: `unauthorized`, `too_many_attempts`, `read_only` where
   * who may only read is about to change something, or `cross_site_refused` where a cookie alone
   * is to change something and another site may be behind it.
   */
  require(request: Request): Identity {
    const token = bearerToken(request);
    const identity = token === null ? this.#bySession(request) : this.checkToken(token, request);
    if (identity === null) {
      throw unauthorized(token === null ? "The request carries no token." : "The token is wrong.");
    }
    if (SAFE_METHODS.has(request.method)) return identity;
    if (token === null) this.requireSameOrigin(request);
    if (identity.role === "read") {
      throw new RequestError("read_only", `The token "${identity.name}" may only read.`);
    }
    return identity;
  }

  /** Whose request this is, `null` where it shows nothing right. Counts and refuses nothing. */
  identify(request: Request): Identity | null {
    const token = bearerToken(request);
    return token === null ? this.#bySession(request) : this.#byToken(token);
  }

  /** Whose token this is, `null` for a wrong one. Throws `too_many_attempts` once there were too many. */
  checkToken(token: string, request: Request): Identity | null {
    // Compared first: nobody's wrong tokens may keep a right one out.
    const identity = this.#byToken(token);
    if (identity !== null) return identity;
    const wait = this.#o.vault.attempts.failed(this.#o.client.address(request), this.#o.now());
    if (wait > 0) throw tooManyAttempts(wait);
    return null;
  }

  /** Throws `cross_site_refused` unless one of Tattle's own pages sent the request. */
  requireSameOrigin(request: Request): void {
    if (isSameOrigin(request, this.#o.publicUrl)) return;
    throw new RequestError("cross_site_refused", "The request did not come from Tattle's pages.");
  }

  hasSession(request: Request): boolean {
    return this.#bySession(request) !== null;
  }

  /** Opens a session that may what `identity` may: the `Set-Cookie` field that carries it. */
  openSession(request: Request, { tokenId, role }: Identity): string {
    const { sessions, readSessions } = this.#o.vault;
    const kind = role === "admin" ? sessions : readSessions;
    const { secret } = kind.issue({ tokenId }, this.#o.now());
    return setCookie(secret, SESSION_LIFETIME / 1000, this.#https(request));
  }

  /** Ends the request's session, if any: the `Set-Cookie` field that removes the cookie. */
  closeSession(request: Request): string {
    const https = this.#https(request);
    const id = readCookie(request.headers.get("cookie"), https);
    const { sessions, readSessions } = this.#o.vault;
    for (const kind of [sessions, readSessions]) if (id !== null) kind.end(id, this.#o.now());
    return setCookie("", 0, https);
  }

  /**
   * Uses a code up: whose it was, where it was good. Codes are 256 random bits, so guesses need no
   * limit, and the operator's own code works whatever others do.
   */
  redeemCode(code: string): Identity | null {
    return this.#o.vault.codes.end(code, this.#o.now()) === null ? null : ADMIN;
  }

  #byToken(token: string): Identity | null {
    if (sameSecret(token, this.#o.adminToken)) return ADMIN;
    const found = this.#o.tokens.find(token, this.#o.now());
    return found && identityOf(found);
  }

  #bySession(request: Request): Identity | null {
    const id = readCookie(request.headers.get("cookie"), this.#https(request));
    if (id === null) return null;
    const { vault, tokens, now } = this.#o;
    if (vault.sessions.holder(id, now()) !== null) return ADMIN;
    const tokenId = vault.readSessions.holder(id, now())?.tokenId ?? null;
    const token = tokenId === null ? null : tokens.use(tokenId, now());
    return token && identityOf(token);
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
