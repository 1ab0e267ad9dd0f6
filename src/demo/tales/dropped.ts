import { SHOP } from "../sites.ts";
import { after, hoursAgo } from "../span.ts";
import { codeAt, type Tale, talesOf } from "../tale.ts";

/** The token of a project that is retired. */
export const RETIRED_TOKEN = "phc_demo_harborlane_2019";

/** The shop's token, less a letter. */
export const MISTYPED_TOKEN = "phc_demo_harborlne_shop";

const sees: Tale["sees"] = ({ document }) => ({
  directive: "script-src-elem",
  blocked: "inline",
  source: codeAt(document, 3, 1),
});

/** Reports that are not kept, each for a reason that is counted. */
export const DROPPED_TALES: readonly Tale[] = talesOf(SHOP, [
  {
    name: "mistyped-token",
    share: 12,
    from: hoursAgo(60),
    documents: [`${SHOP.origin}/lp/winter-sale`],
    fault: { token: MISTYPED_TOKEN },
    sees,
  },
  {
    name: "staging",
    share: 14,
    documents: ["https://staging.harborlane.example/", "http://localhost:3000/cart"],
    engines: ["chromium", "gecko"],
    sees,
  },
  {
    name: "retired-shop",
    share: 5,
    to: after(0.9),
    documents: ["https://old.harborlane.example/"],
    fault: { token: RETIRED_TOKEN },
    sees,
  },
  { name: "broken-bodies", share: 2, engines: ["chromium"], fault: { cut: true }, sees },
]);
