import { Attempts } from "./attempts.ts";
import { ExpiringSecrets } from "./expiring-secrets.ts";

/** How long a session lives, in milliseconds. */
export const SESSION_LIFETIME = 12 * 3_600_000;
const MAX_SESSIONS = 100;

/** How long a one-time code lives, in milliseconds. */
const CODE_LIFETIME = 10 * 60_000;
const MAX_CODES = 20;

/**
 * What access control remembers, shared by all listeners. It lives in memory and ends with the
 * process.
 */
export interface Vault {
  readonly sessions: ExpiringSecrets;
  readonly codes: ExpiringSecrets;
  readonly attempts: Attempts;
}

export function createVault(): Vault {
  return {
    sessions: new ExpiringSecrets(SESSION_LIFETIME, MAX_SESSIONS),
    codes: new ExpiringSecrets(CODE_LIFETIME, MAX_CODES),
    attempts: new Attempts(),
  };
}
