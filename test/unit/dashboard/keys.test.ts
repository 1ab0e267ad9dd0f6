import { expect, test } from "bun:test";
import { commandOf, type Place, type Pressed } from "../../../src/dashboard/app/keys/commands.ts";

const PRESSED: Pressed = {
  key: "j",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  defaultPrevented: false,
};
const LINK: Place = { tag: "A", editable: false, inDialog: false };

test.each([
  ["j", "next"],
  ["k", "previous"],
  ["o", "open"],
  ["x", "select"],
  ["e", "resolve"],
  ["i", "ignore"],
  ["?", "help"],
  ["/", "search"],
  ["Escape", "clear"],
  ["q", null],
  ["J", null],
  ["Enter", null],
  ["constructor", null],
] as const)("%s on a link means %p", (key, command) => {
  expect(commandOf({ ...PRESSED, key }, LINK)).toBe(command);
});

test.each<[string, Partial<Pressed>, Partial<Place>]>([
  ["with Control", { ctrlKey: true }, {}],
  ["with Command", { metaKey: true }, {}],
  ["with Alt", { altKey: true }, {}],
  ["in the middle of a composed letter", { isComposing: true }, {}],
  ["that somebody else has taken", { defaultPrevented: true }, {}],
  ["in a box for text", {}, { tag: "INPUT" }],
  ["in a search box", {}, { tag: "INPUT", type: "search" }],
  ["in a larger box", {}, { tag: "TEXTAREA" }],
  ["in a list of choices, which letters choose from", {}, { tag: "SELECT" }],
  ["in something that can be edited", {}, { editable: true }],
  ["under a dialog", {}, { inDialog: true }],
])("a key %s means nothing", (_, pressed, place) => {
  expect(commandOf({ ...PRESSED, ...pressed }, { ...LINK, ...place })).toBeNull();
});

test("a key on a checkbox means what it means elsewhere", () => {
  expect(commandOf(PRESSED, { ...LINK, tag: "INPUT", type: "checkbox" })).toBe("next");
});
