const ID_BYTES = 16;
const MARK_BYTES = 4;

/**
 * Makes and reads cursors: the id of a page's last report and a mark of the query that it was
 * given for. The mark's salt belongs to the database, so that a cursor of another query, of
 * another database or of nobody is told apart instead of answering with the wrong page.
 */
export class Cursors {
  readonly #salt: bigint;

  constructor(salt: bigint) {
    this.#salt = salt;
  }

  /** `scope` is the text of all conditions of the query. */
  make(id: Uint8Array, scope: string): string {
    return Buffer.concat([id, this.#mark(id, scope)]).toString("base64url");
  }

  /** The id to go on below. Throws a RangeError for a cursor that {@link make} did not give for this scope. */
  read(cursor: string, scope: string): Uint8Array {
    const bytes = Buffer.from(cursor, "base64url");
    const id = new Uint8Array(bytes.subarray(0, ID_BYTES));
    // Decoding base64url is lenient, so the text itself is compared.
    if (bytes.length !== ID_BYTES + MARK_BYTES || this.make(id, scope) !== cursor) {
      throw new RangeError("not a cursor of this query");
    }
    return id;
  }

  #mark(id: Uint8Array, scope: string): Uint8Array {
    const hash = Bun.hash.wyhash(`${Buffer.from(id).toString("hex")} ${scope}`, this.#salt);
    const mark = Buffer.alloc(8);
    mark.writeBigUInt64BE(hash);
    return mark.subarray(0, MARK_BYTES);
  }
}
