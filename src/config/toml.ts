import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { emptyTable, type Input, type List, type Origin, type Table } from "./input.ts";
import type { Problem } from "./problem.ts";

/** No setting is nested deeper; a hostile file must not exhaust the stack. */
const MAX_DEPTH = 32;

class TooDeep extends Error {}

/**
 * Reads TOML 1.0 into a tree in which every key and value knows its line and column (from 1).
 * A file that is no TOML gives its first mistake; the parser cannot go on behind it.
 */
export function readToml(file: string, text: string): Table | Problem {
  const source = text.replace(/^\uFEFF/, "");
  try {
    return new Reader(file).program(parseTOML(source, { tomlVersion: "1.0" }));
  } catch (error) {
    if (error instanceof ParseError) return syntaxProblem(file, source, error);
    if (error instanceof TooDeep || error instanceof RangeError) {
      return { path: "", where: file, message: "is nested too deeply" };
    }
    throw error;
  }
}

function syntaxProblem(file: string, source: string, error: ParseError): Problem {
  const place = { where: `${file}:${error.lineNumber}:${error.column + 1}`, path: "" };
  if (!error.message.startsWith("Defining a key")) {
    return { ...place, message: `not valid TOML: ${lowerFirst(error.message)}` };
  }
  const key = /^[[\s]*([\w.-]{1,64})/.exec(source.slice(error.index))?.[1];
  return { ...place, message: `${key === undefined ? "this key" : `"${key}"`} is set twice` };
}

class Reader {
  constructor(private readonly file: string) {}

  program(program: AST.TOMLProgram): Table {
    const top = emptyTable({ from: "file", file: this.file, line: 0, column: 0 });
    for (const node of program.body[0].body) {
      if (node.type === "TOMLKeyValue") this.keyValue(top, node, 0);
      else this.section(top, node);
    }
    return top;
  }

  /** `[a.b]` or `[[a.b]]`: `resolvedKey` has an index behind each key that names a list. */
  private section(top: Table, node: AST.TOMLTable): void {
    const origin = this.origin(node);
    let table = top;
    for (const [index, key] of node.resolvedKey.entries()) {
      if (typeof key === "number") continue;
      const next = node.resolvedKey[index + 1];
      table = typeof next === "number" ? item(table, key, next, origin) : child(table, key, origin);
    }
    for (const pair of node.body) this.keyValue(table, pair, 0);
  }

  private keyValue(table: Table, node: AST.TOMLKeyValue, depth: number): void {
    const origin = this.origin(node.key);
    const keys = node.key.keys.map((key) => (key.type === "TOMLBare" ? key.name : key.value));
    const last = keys.pop();
    if (last === undefined) return;
    let target = table;
    for (const key of keys) target = child(target, key, origin);
    target.entries.set(last, { origin, value: this.value(node.value, depth + 1) });
  }

  private value(node: AST.TOMLContentNode, depth: number): Input {
    if (depth > MAX_DEPTH) throw new TooDeep();
    const origin = this.origin(node);
    switch (node.type) {
      case "TOMLArray":
        return {
          kind: "list",
          items: node.elements.map((item) => this.value(item, depth + 1)),
          origin,
        };
      case "TOMLInlineTable": {
        const table = emptyTable(origin);
        for (const pair of node.body) this.keyValue(table, pair, depth);
        return table;
      }
      case "TOMLValue":
        return "datetime" in node
          ? { kind: "date", value: node.datetime, origin }
          : { kind: "scalar", value: node.value, origin };
    }
  }

  private origin(node: { loc: AST.SourceLocation }): Origin {
    const { line, column } = node.loc.start;
    return { from: "file", file: this.file, line, column: column + 1 };
  }
}

/** The table under `key`, made if it is new. That it is none cannot be: the parser refuses such files. */
function child(table: Table, key: string, origin: Origin): Table {
  const found = table.entries.get(key)?.value;
  if (found?.kind === "table") return found;
  const value = emptyTable(origin);
  table.entries.set(key, { origin, value });
  return value;
}

/** The table at `index` of the list under `key`, made if it is new. */
function item(table: Table, key: string, index: number, origin: Origin): Table {
  const found = table.entries.get(key)?.value;
  const list: List = found?.kind === "list" ? found : { kind: "list", items: [], origin };
  if (list !== found) table.entries.set(key, { origin, value: list });
  const known = list.items[index];
  if (known?.kind === "table") return known;
  const value = emptyTable(origin);
  list.items[index] = value;
  return value;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
