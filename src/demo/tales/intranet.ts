import { INTRANET } from "../sites.ts";
import { after } from "../span.ts";
import { codeAt, type Tale, talesOf } from "../tale.ts";

const at = (path: string) => `${INTRANET.origin}${path}`;

export const INTRANET_TALES: readonly Tale[] = talesOf(INTRANET, [
  {
    name: "old-framework",
    share: 45,
    sees: () => ({
      directive: "script-src",
      blocked: "eval",
      source: codeAt(at("/static/angular-1.2.js"), 10732, 15),
    }),
  },
  {
    name: "portal-scripts",
    share: 35,
    sees: ({ document }) => ({
      directive: "script-src-elem",
      blocked: "inline",
      source: codeAt(document, 40, 3),
    }),
  },
  {
    name: "canteen-map",
    share: 14,
    documents: [at("/canteen"), at("/rooms")],
    sees: ({ random }) => ({
      directive: "img-src",
      blocked: `https://tile.openstreetmap.org/14/${random.between(8640, 8650)}/5290.png`,
    }),
  },
  {
    name: "presence-socket",
    share: 12,
    from: after(0.4),
    sees: () => ({
      directive: "connect-src",
      blocked: "wss://presence.harborlane.example/socket",
      source: codeAt(at("/static/presence.js"), 31, 9),
    }),
  },
  {
    name: "company-software",
    share: 25,
    sees: () => ({
      directive: "script-src-elem",
      blocked: "https://gc.kis.v2.scr.kaspersky-labs.com/main.js",
    }),
  },
  {
    // A page that loads itself again, and again.
    name: "loop",
    share: 8,
    least: 60,
    from: after(0.57),
    to: (span) => after(0.57)(span) + 3_000,
    documents: [at("/expenses/new")],
    sees: ({ random }) => ({
      directive: "connect-src",
      blocked: `https://rates.bank.example/v1/eur?try=${random.between(1, 500)}`,
      source: codeAt(at("/static/expenses.js"), 118, 22),
    }),
  },
]);
