import type { Database } from "bun:sqlite";
import { closeDatabase, openDatabase } from "../sqlite/index.ts";
import type { Finding } from "./finding.ts";
import { ALERT_MIGRATIONS } from "./migrations.ts";

/** The file in the data folder: what was told, and what is still to be sent. */
export const ALERTS_FILE = "alerts.db";

/** What its log may keep of the disk, in bytes. */
const LOG_LIMIT = 1 << 20;

/** It is written on the thread that takes reports, which must not stand still. Milliseconds. */
const BUSY_TIMEOUT = 50;

/** Findings that one message holds; what is beyond goes into the next one. */
const MAX_FINDINGS = 500;

/** When an alert was asked. Milliseconds since the epoch. */
export interface Asked {
  readonly askedAt: number;
  /** Since when Tattle runs without a longer gap. */
  readonly observedSince: number;
  /** What it was about then, in any words; `null` where nobody wrote it down. */
  readonly about: string | null;
}

/** A message on its way, or its end. Times in milliseconds since the epoch. */
export interface StoredMessage {
  /** Unique, without full stops; the receiver may know it again by this. */
  readonly id: string;
  /** Of the alert, as in {@link AlertStore}. */
  readonly alert: string;
  readonly createdAt: number;
  /** Not tried before. */
  readonly dueAt: number;
  readonly attempts: number;
  readonly state: "open" | "sent" | "failed";
  readonly doneAt: number | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
}

const MESSAGE = `id, alert, created_at AS createdAt, due_at AS dueAt, attempts, state,
  done_at AS doneAt, error`;

/** @throws CodedError `data_unusable`, `data_newer` */
export function openAlertStore(dir: string): AlertStore {
  const db = openDatabase({
    dir,
    file: ALERTS_FILE,
    migrations: ALERT_MIGRATIONS,
    durability: "fsync",
    logLimit: LOG_LIMIT,
  });
  db.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  return new AlertStore(db);
}

/**
 * What each alert has found, and its messages. An alert is named by kind and name together, so
 * that one that becomes another begins anew. Each change is on disk when it returns.
 */
export class AlertStore {
  /** @param db migrated to the newest schema */
  constructor(readonly db: Database) {}

  close(): void {
    closeDatabase(this.db);
  }

  /** `null` where it was never asked. */
  asked(alert: string): Asked | null {
    return this.db
      .query<Asked, [string]>(
        "SELECT asked_at AS askedAt, observed_since AS observedSince, about FROM alert WHERE id = ?",
      )
      .get(alert);
  }

  known(alert: string, key: string): boolean {
    const sql = "SELECT 1 FROM finding WHERE alert = ? AND key = ?";
    return this.db.query(sql).get(alert, key) !== null;
  }

  /**
   * Keeps what a look has found, each key once and for all.
   *
   * @param tell those to be told; the others are only known from now on
   */
  add(
    alert: string,
    asked: Asked,
    findings: readonly Finding[],
    tell: (finding: Finding) => boolean,
  ): void {
    const insert = this.db.query(
      "INSERT OR IGNORE INTO finding (alert, key, at, body) VALUES (?, ?, ?, ?)",
    );
    const write = this.db.transaction(() => {
      for (const finding of findings) {
        const body = tell(finding) ? JSON.stringify(finding) : null;
        insert.run(alert, finding.key, asked.askedAt, body);
      }
      this.db
        .query(
          `INSERT INTO alert VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
           SET asked_at = excluded.asked_at, observed_since = excluded.observed_since,
             about = excluded.about`,
        )
        .run(alert, asked.askedAt, asked.observedSince, asked.about);
    });
    write.immediate();
  }

  /** Writes findings again that know more now. */
  rewrite(alert: string, findings: readonly Finding[]): void {
    const update = this.db.query("UPDATE finding SET body = ? WHERE alert = ? AND key = ?");
    const write = this.db.transaction(() => {
      for (const finding of findings) update.run(JSON.stringify(finding), alert, finding.key);
    });
    write.immediate();
  }

  /** What waits, or is on its way, is told no more; it stays known. */
  silence(alert: string): void {
    const open = "SELECT id FROM message WHERE alert = ?1 AND state = 'open'";
    const write = this.db.transaction(() => {
      this.db
        .query(
          `UPDATE finding SET body = NULL, message = NULL
           WHERE alert = ?1 AND body IS NOT NULL AND (message IS NULL OR message IN (${open}))`,
        )
        .run(alert);
      this.db.query("DELETE FROM message WHERE alert = ? AND state = 'open'").run(alert);
    });
    write.immediate();
  }

  /** Forgets an alert with all that it found and told. */
  remove(alert: string): void {
    const write = this.db.transaction(() => {
      this.db.query("DELETE FROM finding WHERE alert = ?").run(alert);
      this.db.query("DELETE FROM message WHERE alert = ?").run(alert);
      this.db.query("DELETE FROM alert WHERE id = ?").run(alert);
    });
    write.immediate();
  }

  /** Of these keys of alerts there is nothing to tell, from now on either. */
  know(found: ReadonlyMap<string, readonly string[]>, now: number): void {
    const insert = this.db.query(
      "INSERT OR IGNORE INTO finding (alert, key, at, body) VALUES (?, ?, ?, NULL)",
    );
    const write = this.db.transaction(() => {
      for (const [alert, keys] of found) for (const key of keys) insert.run(alert, key, now);
    });
    write.immediate();
  }

  /** How many findings are in no message yet. */
  waiting(alert: string): number {
    const sql =
      "SELECT count(*) AS n FROM finding WHERE alert = ? AND body IS NOT NULL AND message IS NULL";
    return this.db.query<{ n: number }, [string]>(sql).get(alert)?.n ?? 0;
  }

  /** Puts what waits into a message of this id. */
  compose(alert: string, id: string, now: number): void {
    const write = this.db.transaction(() => {
      this.db
        .query(
          `INSERT INTO message (id, alert, created_at, due_at, attempts, state)
           VALUES (?, ?, ?, ?, 0, 'open')`,
        )
        .run(id, alert, now, now);
      this.db
        .query(
          `UPDATE finding SET message = ? WHERE id IN (
             SELECT id FROM finding WHERE alert = ? AND body IS NOT NULL AND message IS NULL
             ORDER BY id LIMIT ${MAX_FINDINGS})`,
        )
        .run(id, alert);
    });
    write.immediate();
  }

  /** What a message tells, in order. */
  findings(message: string): Finding[] {
    const rows = this.db
      .query<{ body: string }, [string]>(
        "SELECT body FROM finding WHERE message = ? AND body IS NOT NULL ORDER BY id",
      )
      .all(message);
    return rows.map(({ body }): Finding => JSON.parse(body));
  }

  /** The message that is on its way; an alert has one at most. */
  open(alert: string): StoredMessage | null {
    const sql = `SELECT ${MESSAGE} FROM message WHERE alert = ? AND state = 'open'`;
    return this.db.query<StoredMessage, [string]>(sql).get(alert);
  }

  /** The newest first. */
  messages(alert: string, limit: number): StoredMessage[] {
    const sql = `SELECT ${MESSAGE} FROM message WHERE alert = ? ORDER BY created_at DESC, id DESC LIMIT ?`;
    return this.db.query<StoredMessage, [string, number]>(sql).all(alert, limit);
  }

  /** How many messages were begun from `since` on. */
  begun(alert: string, since: number): number {
    const sql = "SELECT count(*) AS n FROM message WHERE alert = ? AND created_at > ?";
    return this.db.query<{ n: number }, [string, number]>(sql).get(alert, since)?.n ?? 0;
  }

  /**
   * Notes what came of an attempt. Of a message that has ended it stays known what it told, and no
   * more: the texts may name pages and people.
   */
  settle(
    { id }: Pick<StoredMessage, "id">,
    end: Pick<StoredMessage, "attempts" | "dueAt" | "state" | "doneAt" | "error">,
  ): void {
    const { attempts, dueAt, state, doneAt, error } = end;
    const write = this.db.transaction(() => {
      this.db
        .query(
          "UPDATE message SET attempts = ?, due_at = ?, state = ?, done_at = ?, error = ? WHERE id = ?",
        )
        .run(attempts, dueAt, state, doneAt, error, id);
      if (state !== "open") {
        this.db.query("UPDATE finding SET body = NULL WHERE message = ?").run(id);
      }
    });
    write.immediate();
  }

  /** Forgets messages that ended before one moment, and what is known since before another. */
  forget(messagesBefore: number, findingsBefore: number): void {
    const write = this.db.transaction(() => {
      this.db
        .query(
          `UPDATE finding SET body = NULL WHERE message IN
           (SELECT id FROM message WHERE state <> 'open' AND done_at < ?)`,
        )
        .run(messagesBefore);
      this.db
        .query("DELETE FROM message WHERE state <> 'open' AND done_at < ?")
        .run(messagesBefore);
      this.db.query("DELETE FROM finding WHERE at < ? AND body IS NULL").run(findingsBefore);
    });
    write.immediate();
  }
}
