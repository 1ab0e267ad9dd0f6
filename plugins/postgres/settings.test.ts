import { expect, test } from "bun:test";
import { placeOf } from "./settings.ts";

test.each([
  ["postgres://u:geheim@db.example:6543/tattle", " at db.example:6543"],
  ["postgresql://u:geheim@db.example/tattle?sslmode=require", " at db.example:5432"],
  ["postgres://db.example?port=6543", " at db.example:6543"],
  ["postgres://u:geh@eim@10.0.0.7:1/x", " at 10.0.0.7:1"],
  ["postgres://u:geheim@[2001:db8::1]:5432/x", " at [2001:db8::1]:5432"],
  ["postgres://u:geheim@/tattle?host=/run/postgresql", " at /run/postgresql"],
  ["postgres://u@localhost/tattle?password=geheim", " at localhost:5432"],
  ["postgres://u:geheim@/tattle", ""],
  ["postgres://u:12/geheim@db.example/tattle", ""],
  ["postgres://u:geheim", ""],
  ["mysql://u:geheim@db.example/tattle", ""],
])("messages about %p say %p", (url, place) => {
  expect(placeOf(url)).toBe(place);
});
