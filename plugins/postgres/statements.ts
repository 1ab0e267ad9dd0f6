import { COLUMNS } from "./columns.ts";
import type { Names } from "./settings.ts";

/**
 * Writes all rows of a JSON list, `$1`, in one statement, and leaves out those that are there. In
 * the order of their ids, so that two nodes with the same reports cannot wait for each other in a
 * circle. Without naming the key to be unique: it may be (id, received_at) in a partitioned table,
 * and naming it would need the right to read.
 */
export function insertStatement({ reports }: Names): string {
  const columns = Object.keys(COLUMNS).map(quote).join(", ");
  const types = Object.entries(COLUMNS).map(([name, { type }]) => `${quote(name)} ${type}`);
  return `INSERT INTO ${reports} (${columns})
SELECT ${columns} FROM json_to_recordset($1::text::json) AS row (${types.join(", ")})
ORDER BY id
ON CONFLICT DO NOTHING`;
}

/** Whether the table, `$1`, holds every id once, by a unique index that has it; and the database's encoding. */
export const INSPECT = `SELECT current_setting('server_encoding') AS encoding, EXISTS (
  SELECT FROM pg_index AS i
  JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
  WHERE i.indrelid = to_regclass($1::text) AND i.indisunique AND i.indisvalid
    AND i.indpred IS NULL AND a.attname = 'id'
) AS keyed`;

function quote(name: string): string {
  return `"${name}"`;
}
