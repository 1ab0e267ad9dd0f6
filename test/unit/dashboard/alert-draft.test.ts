import { describe, expect, test } from "bun:test";
import { readAlert } from "../../../src/config/index.ts";
import {
  draftOf,
  inputOf,
  NEW_ALERT,
} from "../../../src/dashboard/app/pages/settings/alerts/draft.ts";
import { CHANNELS, KINDS } from "../../../src/dashboard/app/pages/settings/alerts/words.ts";
import { lines } from "../../../src/dashboard/app/pages/settings/projects/lists.ts";
import { ALERT } from "../../../src/http/api/alerts-docs.ts";

const HOOK = "https://hooks.example/T0/B0";

describe("what is entered for an alert", () => {
  const kinds = Object.keys(KINDS) as Array<keyof typeof KINDS>;
  const channels = Object.keys(CHANNELS) as Array<keyof typeof CHANNELS>;

  test.each(kinds.flatMap((kind) => channels.map((via) => [kind, via] as const)))(
    "is an alert that the server takes: %s by %s",
    (kind, via) => {
      const to = "a@shop.example, b@shop.example";
      const draft = { ...NEW_ALERT, name: "x", kind, via, url: HOOK, to };
      expect(readAlert(inputOf(draft, "Europe/Berlin", true) as never)).toMatchObject({ ok: true });
    },
  );

  test("has the viewer's time zone for its quiet hours unless it has one", () => {
    const draft = { ...NEW_ALERT, quietFrom: "22:00", quietTo: "07:00" };
    expect(inputOf(draft, "Asia/Tokyo", true).quiet).toEqual({
      from: "22:00",
      to: "07:00",
      zone: "Asia/Tokyo",
    });
    expect(inputOf({ ...draft, quietTo: "" }, "Asia/Tokyo", false).quiet).toBeNull();
  });

  test("leaves the secrets of one that is there alone, and removes what was emptied", () => {
    const input = inputOf({ ...draftOf(ALERT), minCount: "" }, "UTC", false);
    expect(Object.hasOwn(input, "url")).toBe(false);
    expect(input.minCount).toBeNull();
  });
});

test("a list is a line each, or has commas", () => {
  expect(lines(" a ,b\n\n c,")).toEqual(["a", "b", "c"]);
});
