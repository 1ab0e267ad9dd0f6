import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CodedError } from "../report/errors.ts";

/** Where the admin token is kept when the config names none: in the data folder, for its owner only. */
export const ADMIN_TOKEN_FILE = "admin-token";

/** The token that an earlier start made; `null` where there is none. */
export function readAdminToken(dir: string): string | null {
  try {
    return readFileSync(join(dir, ADMIN_TOKEN_FILE), "utf8").trim() || null;
  } catch {
    return null;
  }
}

/**
 * The token of the data folder, made where it is missing.
 *
 * @throws CodedError `data_unusable`
 */
export function ensureAdminToken(dir: string): string {
  const known = readAdminToken(dir);
  if (known !== null) return known;
  const token = `tattle_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")}`;
  const path = join(dir, ADMIN_TOKEN_FILE);
  try {
    writeFileSync(path, `${token}\n`, { mode: 0o600, flag: "w" });
    chmodSync(path, 0o600);
  } catch (cause) {
    throw new CodedError("data_unusable", `Cannot write ${path}: ${cause}`, { cause });
  }
  return token;
}
