import { Database } from "bun:sqlite";
import { ControlDatabase } from "../../src/control/index.ts";
import { CONTROL_MIGRATIONS } from "../../src/control/migrations.ts";
import { migrate } from "../../src/sqlite/index.ts";

/** A control database that no file holds. */
export function memoryStore(): ControlDatabase {
  const db = new Database(":memory:", { strict: true });
  migrate(db, "memory", CONTROL_MIGRATIONS);
  return new ControlDatabase(db);
}
