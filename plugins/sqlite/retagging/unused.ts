import type { Database } from "bun:sqlite";

/**
 * Takes rules that nothing is counted under any more from the list of those that recognised
 * something. Their rows stay, so that no id is given twice: readers remember what ids stand for.
 * The look takes its time on a large store; no transaction is open meanwhile.
 */
export function dropUnusedNoise(db: Database): void {
  const used = db
    .query<{ id: number }, []>("SELECT DISTINCT noise_id AS id FROM directive_days")
    .all()
    .map(({ id }) => id);
  db.query(
    `UPDATE labels SET first_day = -1 WHERE kind = 'noise' AND first_day >= 0
       AND id NOT IN (SELECT value FROM json_each(?))`,
  ).run(JSON.stringify(used));
}
