/** Small SQLite databases of Tattle's own, each with one writer: opened, migrated, closed. */
export { type Migrations, migrate } from "./migrate.ts";
export { closeDatabase, type DatabaseOptions, type Durability, openDatabase } from "./open.ts";
