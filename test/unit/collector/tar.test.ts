import { expect, test } from "bun:test";
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  appendFile,
  copyBytes,
  endArchive,
  header,
  readEntries,
} from "../../../src/collector/backup/tar.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const BLOCK = 512;

test.each([0, 1, 511, 512, 513, 3_000_000])("a file of %p bytes comes back as it was", (bytes) => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a");
  const content = Buffer.alloc(bytes, "abc");
  writeFileSync(path, content);
  const archive = openSync(join(folder.path, "archive"), "w+");
  for (const name of ["first", "second"]) appendFile(archive, name, path, bytes);
  endArchive(archive);
  const entries = readEntries(archive, Bun.file(join(folder.path, "archive")).size) ?? [];
  expect(entries.map(({ name, bytes: size }) => [name, size])).toEqual([
    ["first", bytes],
    ["second", bytes],
  ]);
  const read: Buffer[] = [];
  copyBytes(archive, entries[1]?.offset ?? 0, bytes, (chunk) => read.push(Buffer.from(chunk)));
  expect(Buffer.concat(read).equals(content)).toBe(true);
});

// As sparse files: nothing of that size is written.
test.each([8 * 2 ** 30 - 1, 8 * 2 ** 30, 3 * 2 ** 40])("a size of %p is understood", (bytes) => {
  using folder = temporaryFolder();
  const archive = openSync(join(folder.path, "archive"), "w+");
  const length = BLOCK + Math.ceil(bytes / BLOCK) * BLOCK + 2 * BLOCK;
  writeSync(archive, header("large", bytes));
  ftruncateSync(archive, length);
  expect(readEntries(archive, length)).toEqual([{ name: "large", bytes, offset: BLOCK }]);
  closeSync(archive);
});
