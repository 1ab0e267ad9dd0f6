import { Database } from "bun:sqlite";

/** How the transaction ends: with its statement, or as a full disk ends it. */
export type RefusalKind = "ABORT" | "ROLLBACK";

/** A database that refuses what is written to it. `using` ends that. */
export interface Refusal extends Disposable {
  end(): void;
}

/**
 * Makes a database refuse every insert into these tables, for all its connections, as a full disk
 * would: by triggers, which need no rights and no file system of their own.
 */
export function refuseInserts(
  path: string,
  tables: readonly string[],
  kind: RefusalKind = "ABORT",
): Refusal {
  run(path, (table) => {
    return `CREATE TRIGGER refuse_${table} BEFORE INSERT ON ${table}
            BEGIN SELECT RAISE(${kind}, 'no space left, says the test'); END`;
  });
  let ended = false;
  const end = () => {
    if (!ended) run(path, (table) => `DROP TRIGGER refuse_${table}`);
    ended = true;
  };
  return { end, [Symbol.dispose]: end };

  function run(file: string, sql: (table: string) => string): void {
    const db = new Database(file);
    db.run("PRAGMA busy_timeout = 5000");
    for (const table of tables) db.run(sql(table));
    db.close();
  }
}
