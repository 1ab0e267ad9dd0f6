import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  defaultModuleName,
  isModuleKey,
  moduleKey,
  parseModule,
} from "../../../src/config/module-ref.ts";
import { NOTATIONS } from "../../../src/config/notation.ts";

const parse = (text: string) => parseModule(text, "/etc/tattle");

describe("what use names", () => {
  test.each([
    ["./my-sink.ts", "/etc/tattle/my-sink.ts", "my-sink"],
    ["../sinks/kafka.js", "/etc/sinks/kafka.js", "kafka"],
    ["/opt/sink.mjs", "/opt/sink.mjs", "sink"],
    ["my-sink.ts", "/etc/tattle/my-sink.ts", "my-sink"],
    ["sinks/a.b.MTS", "/etc/tattle/sinks/a.b.MTS", "a.b"],
    ["./my-sink/index.ts", "/etc/tattle/my-sink/index.ts", "my-sink"],
    ["./my-sink", "/etc/tattle/my-sink", "my-sink"],
    ["ünï.tsx", "/etc/tattle/ünï.tsx", "ünï"],
    ["@acme/sink.ts", "/etc/tattle/@acme/sink.ts", "sink"],
    [".", "/etc/tattle", "tattle"],
  ])("as %p is the file %s, called %s", (text, module, name) => {
    const ref = parse(text);
    expect(ref).toEqual({ module, from: "/etc/tattle" });
    expect(ref && defaultModuleName(ref)).toBe(name);
    expect(ref && moduleKey(ref)).toBe(`file:${module}`);
  });

  test.each([
    ["tattle-sink-kafka", "tattle-sink-kafka"],
    ["@acme/tattle-sink", "tattle-sink"],
    ["@acme/sinks/kafka", "kafka"],
    ["tattle-sinks/lib/kafka", "kafka"],
    ["socket.io", "socket.io"],
    ["sqlite", "sqlite"],
  ])("as %p is a package, called %s", (text, name) => {
    const ref = parse(text);
    expect(ref).toEqual({ module: text, from: "/etc/tattle" });
    expect(ref && defaultModuleName(ref)).toBe(name);
    expect(ref && moduleKey(ref)).toBe(`package:${text}:/etc/tattle`);
  });

  test.each([
    "",
    "My Sink",
    "Kafka",
    "a\0.ts",
    "https://example.org/sink.ts",
    "file:///opt/sink.ts",
    "node:fs",
    "npm:tattle-sink",
    "@acme",
    "@acme/",
    "a/../b",
    "a//b",
    "a/",
    "~/sink",
    "~/sink.ts",
    "_hidden",
    "x".repeat(215),
  ])("as %p is neither", (text) => {
    expect(parse(text)).toBeNull();
  });

  test("is the same module wherever it is named from, unless it is a package", () => {
    const key = (text: string, from: string) => moduleKey(parseModule(text, from) ?? fail());
    expect(key("../s.ts", "/etc/a")).toBe(key("./s.ts", "/etc"));
    expect(key("kafka", "/etc/a")).not.toBe(key("kafka", "/etc"));
  });

  test("has a key that no built-in kind has", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((name) => `./${name}`),
    );
    fc.assert(
      fc.property(text, (use) => {
        const ref = parse(use);
        if (ref !== null) expect(isModuleKey(moduleKey(ref))).toBe(true);
      }),
    );
    expect(isModuleKey("sqlite")).toBe(false);
  });

  test("is asked for in both forms", () => {
    expect(NOTATIONS.module.expected).toBe(
      'a file such as "./my-sink.ts" or a package such as "tattle-sink-kafka"',
    );
  });
});

function fail(): never {
  throw new Error("no module");
}
