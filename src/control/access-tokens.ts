import { CodedError } from "../report/errors.ts";
import type { ControlDatabase } from "./database.ts";
import { hashOf, newSecret, sameHash } from "./secret.ts";

/** What a token that was made at run time may do: read. The admin token can do everything. */
export type AccessRole = "read";

/** A token as it is listed: without its secret, which nobody has but who made it. */
export interface AccessToken {
  /** Never used twice, so that nothing of a revoked token passes to a newer one. */
  readonly id: number;
  /** Unique. */
  readonly name: string;
  readonly role: AccessRole;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** From then on it opens nothing; `null`: never. */
  readonly expiresAt: number | null;
  /** Start of the hour in which it was used last; `null`: not yet. */
  readonly lastUsedAt: number | null;
}

/** What somebody asks for. */
export interface NewAccessToken {
  readonly name: string;
  readonly role: AccessRole;
  /** Milliseconds since the epoch, or `null`. */
  readonly expiresAt: number | null;
}

/** Tokens that are kept. Each one costs a comparison with every request that names a wrong one. */
const MAX_TOKENS = 100;
const PREFIX = "tattle_read_";
const HOUR = 3_600_000;

type Row = AccessToken & { readonly hash: Uint8Array };

/** Tokens that open the API for reading. Only their hashes are kept. */
export class AccessTokens {
  readonly #store: ControlDatabase;
  readonly #max: number;
  readonly #rows = new Map<number, Row>();

  /** @throws CodedError `data_unusable` */
  constructor(store: ControlDatabase, max = MAX_TOKENS) {
    this.#store = store;
    this.#max = max;
    const rows = store.load(() =>
      store.db
        .query<Row, []>(
          `SELECT id, name, role, hash, created_at AS createdAt, expires_at AS expiresAt,
                  last_used_at AS lastUsedAt
           FROM api_token ORDER BY id`,
        )
        .all(),
    );
    for (const row of rows) this.#rows.set(row.id, row);
  }

  /** All of them, those that have expired included, oldest first. */
  list(): AccessToken[] {
    return [...this.#rows.values()].map(shown);
  }

  /**
   * Makes a token. This is the only moment at which its secret is known.
   *
   * @throws CodedError `token_exists`, `control_full`, `control_unavailable`
   */
  create(asked: NewAccessToken, now: number): { token: AccessToken; secret: string } {
    if ([...this.#rows.values()].some(({ name }) => name === asked.name)) {
      throw new CodedError("token_exists", `There is a token "${asked.name}".`);
    }
    if (this.#rows.size >= this.#max) {
      throw new CodedError("control_full", `${this.#max} tokens are kept at most.`);
    }
    const secret = newSecret(PREFIX);
    const fields = { ...asked, hash: hashOf(secret), createdAt: now, lastUsedAt: null };
    let id = 0;
    this.#store.change(() => {
      const { name, role, hash, createdAt, expiresAt } = fields;
      const { lastInsertRowid } = this.#store.db
        .query(
          `INSERT INTO api_token (name, role, hash, created_at, expires_at)
           VALUES (?, ?, ?, ?, ?)`,
        )
        .run(name, role, hash, createdAt, expiresAt);
      id = Number(lastInsertRowid);
    });
    const row: Row = { id, ...fields };
    this.#rows.set(id, row);
    return { token: shown(row), secret };
  }

  /**
   * Ends a token, and with it the sessions that it opened.
   *
   * @throws CodedError `token_unknown`, `control_unavailable`
   */
  revoke(id: number): AccessToken {
    const row = this.#rows.get(id);
    if (row === undefined) throw new CodedError("token_unknown", "There is no such token.");
    this.#store.change(() => {
      this.#store.db.query("DELETE FROM api_token WHERE id = ?").run(id);
    });
    this.#rows.delete(id);
    return shown(row);
  }

  /**
   * The live token of this secret, or `null`. Takes as long whichever it is. The use is noted.
   *
   * @param now milliseconds since the epoch
   */
  find(secret: string, now: number): AccessToken | null {
    const hash = hashOf(secret);
    let found: Row | null = null;
    for (const row of this.#rows.values()) if (sameHash(row.hash, hash)) found = row;
    return found === null ? null : this.use(found.id, now);
  }

  /** The token if it still lives, as for a session that it opened; else `null`. The use is noted. */
  use(id: number, now: number): AccessToken | null {
    const row = this.#rows.get(id);
    if (row === undefined || (row.expiresAt !== null && row.expiresAt <= now)) return null;
    return shown(this.#noteUse(row, now - (now % HOUR)));
  }

  #noteUse(row: Row, hour: number): Row {
    if (row.lastUsedAt === hour) return row;
    const used = { ...row, lastUsedAt: hour };
    this.#rows.set(row.id, used);
    try {
      this.#store.change(() => {
        this.#store.db
          .query("UPDATE api_token SET last_used_at = ? WHERE id = ?")
          .run(hour, row.id);
      });
    } catch (error) {
      // Who reads must not fail because this cannot be written; it is known until the next start.
      if (!(error instanceof CodedError)) throw error;
    }
    return used;
  }
}

function shown({ hash: _, ...token }: Row): AccessToken {
  return token;
}
