import type { AccessToken } from "../../control/index.ts";
import { type Holder, OPERATOR } from "./vault.ts";

/** Who sent a request, and what that allows. */
export interface Identity extends Holder {
  /** Name of the token. */
  readonly name: string;
  /** `read`: nothing can be changed. */
  readonly role: "admin" | "read";
}

/** The operator: who has the admin token. */
export const ADMIN: Identity = { ...OPERATOR, name: "admin", role: "admin" };

/** Who has a token that was made at run time. */
export function identityOf({ id, name, role }: AccessToken): Identity {
  return { tokenId: id, name, role };
}
