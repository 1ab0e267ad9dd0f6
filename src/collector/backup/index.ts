/** Backups of everything that Tattle keeps, made and restored by a process of their own. */
export { type BackupDeps, type BackupResult, backUp } from "./back-up.ts";
export { type RestoreResult, restore } from "./restore.ts";
