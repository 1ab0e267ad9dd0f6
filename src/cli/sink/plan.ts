import { basename, dirname, extname, join } from "node:path";
import { CodedError } from "../../report/errors.ts";
import type { Disk } from "../disk.ts";

const TEST = /\.test\.(ts|js|mts|mjs|tsx|jsx)$/;

/** Modules that a sink's own file may be. */
const SINK = /\.(ts|js|mts|mjs|cts|cjs)$/;

/** Which tests to run. */
export interface Plan {
  /** Where Bun is started, so that it reads the author's `tsconfig.json` and `bunfig.toml`. */
  folder: string;
  /** A file, absolute; `null` for all tests of the folder. */
  file: string | null;
  /** The sink for which a test has to be made, absolute. */
  sink: string | null;
}

/**
 * What is meant by the path of a folder, of a test or of a sink, which is absolute.
 *
 * @throws CodedError `sink_not_found`
 */
export function planOf(path: string, disk: Disk): Plan {
  const kind = disk.kind(path);
  if (kind === "file" && TEST.test(path)) return { folder: dirname(path), file: path, sink: null };
  if (kind === "file" && SINK.test(path)) {
    const own = path.slice(0, -extname(path).length);
    const test = [".ts", ".js"].map((end) => `${own}.test${end}`).find((each) => disk.kind(each));
    return { folder: dirname(path), file: test ?? null, sink: test === undefined ? path : null };
  }
  if (kind === "folder") {
    const names = disk.list(path);
    if (names.some((name) => TEST.test(name))) return { folder: path, file: null, sink: null };
    const index = names.find(
      (name) => SINK.test(name) && basename(name, extname(name)) === "index",
    );
    if (index !== undefined) return { folder: path, file: null, sink: join(path, index) };
  }
  const what = kind === null ? "is not there" : "has neither tests nor an index.ts";
  throw new CodedError(
    "sink_not_found",
    `${path} ${kind === "file" ? "is no TypeScript or JavaScript" : what}`,
  );
}
