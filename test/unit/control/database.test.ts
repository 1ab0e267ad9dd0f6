import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTROL_FILE, IssueMarks, openControl } from "../../../src/control/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ID = "00000000000000aa";
const UNAVAILABLE = expect.objectContaining({ code: "control_unavailable" });

test("what was confirmed is there after the file was closed, and after it was not", () => {
  using folder = temporaryFolder();
  const first = openControl(folder.path);
  new IssueMarks(first).change([ID], { status: "ignored" }, "admin", 1);
  const second = openControl(folder.path);
  expect(new IssueMarks(second).marks()).toEqual([{ id: ID, status: "ignored", at: 1 }]);
  second.close();
  first.close();
});

test("a file of a newer release is refused and left as it is", () => {
  using folder = temporaryFolder();
  openControl(folder.path).close();
  using db = new Database(join(folder.path, CONTROL_FILE));
  db.run("PRAGMA user_version = 99");
  expect(() => openControl(folder.path)).toThrow(
    expect.objectContaining({ code: "data_newer", message: expect.stringContaining("99") }),
  );
  expect(db.query("PRAGMA user_version").get()).toEqual({ user_version: 99 });
});

test("a file that is no database is data_unusable", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, CONTROL_FILE), "no database".repeat(1000));
  expect(() => openControl(folder.path)).toThrow(
    expect.objectContaining({ code: "data_unusable" }),
  );
});

test("a file whose tables are not ours is data_unusable", () => {
  using folder = temporaryFolder();
  const store = openControl(folder.path);
  store.db.run("DROP TABLE issue_change");
  expect(() => new IssueMarks(store)).toThrow(expect.objectContaining({ code: "data_unusable" }));
  store.close();
});

test("while somebody else holds the file nothing changes, and what holds is still known", () => {
  using folder = temporaryFolder();
  const store = openControl(folder.path);
  const marks = new IssueMarks(store);
  marks.change([ID], { status: "ignored" }, "admin", 1);
  using other = new Database(join(folder.path, CONTROL_FILE));
  other.run("BEGIN IMMEDIATE");
  expect(() => marks.change([ID], { status: "open" }, "admin", 2)).toThrow(UNAVAILABLE);
  expect(marks.marks()).toEqual([{ id: ID, status: "ignored", at: 1 }]);
  other.run("ROLLBACK");
  marks.change([ID], { status: "open" }, "admin", 3);
  expect(marks.marks()).toEqual([]);
  store.close();
});

test("a disk that is full refuses the whole change", () => {
  using folder = temporaryFolder();
  const store = openControl(folder.path);
  const marks = new IssueMarks(store);
  marks.change([ID], { status: "ignored" }, "admin", 1);
  const { page_count: pages } = store.db
    .query<{ page_count: number }, []>("PRAGMA page_count")
    .get() ?? { page_count: 0 };
  store.db.run(`PRAGMA max_page_count = ${pages}`);
  const ids = Array.from({ length: 500 }, (_, i) => i.toString(16).padStart(16, "0"));
  const edit = { status: "resolved", note: "x".repeat(1000) } as const;
  expect(() => marks.change(ids, edit, "admin", 2)).toThrow(UNAVAILABLE);
  expect(marks.marks()).toEqual([{ id: ID, status: "ignored", at: 1 }]);
  expect(new IssueMarks(store).marks()).toEqual(marks.marks());
  store.close();
});
