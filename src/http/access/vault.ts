import { Attempts } from "./attempts.ts";
import { ExpiringSecrets } from "./expiring-secrets.ts";

/** How long a session lives, in milliseconds. */
export const SESSION_LIFETIME = 12 * 3_600_000;
const MAX_SESSIONS = 100;

/** How long a one-time code lives, in milliseconds. */
const CODE_LIFETIME = 10 * 60_000;
const MAX_CODES = 20;

/** Whose a session is. */
export interface Holder {
  /** Of the read-only token that opened it, and that it ends with; `null`: the operator's. */
  readonly tokenId: number | null;
}

/** Who holds the admin token, or a code that it made. */
export const OPERATOR: Holder = { tokenId: null };

/**
 * What access control remembers, shared by all listeners. It lives in memory and ends with the
 * process.
 */
export interface Vault {
  readonly sessions: ExpiringSecrets<Holder>;
  /** Apart, so that nobody who may only read can push the operator's sessions out. */
  readonly readSessions: ExpiringSecrets<Holder>;
  readonly codes: ExpiringSecrets<Holder>;
  readonly attempts: Attempts;
}

export function createVault(): Vault {
  return {
    sessions: new ExpiringSecrets(SESSION_LIFETIME, MAX_SESSIONS),
    readSessions: new ExpiringSecrets(SESSION_LIFETIME, MAX_SESSIONS),
    codes: new ExpiringSecrets(CODE_LIFETIME, MAX_CODES),
    attempts: new Attempts(),
  };
}
