import { RELEASE, SHOP, SHOP_CDN } from "../sites.ts";
import { after, hoursAgo } from "../span.ts";
import { codeAt, type Tale, talesOf } from "../tale.ts";

const at = (path: string) => `${SHOP.origin}${path}`;
const PRODUCTS = SHOP.paths.filter((path) => path.startsWith("/products/")).map(at);
const SCRIPT = at("/assets/app.4f1c9a.js");
const HANDLERS = [
  "addToCart(this.dataset.sku)",
  "toggleMenu(event)",
  "this.form.submit()",
  "openSizeGuide('teapot'); return false;",
];

/** What the shop does itself, and what others do to it. */
export const SHOP_TALES: readonly Tale[] = talesOf(SHOP, [
  {
    name: "inline-handlers",
    share: 130,
    each: 3,
    sees: ({ random }) => ({
      directive: "script-src-attr",
      blocked: "inline",
      sample: random.zipf(HANDLERS),
    }),
  },
  {
    name: "inline-styles",
    share: 110,
    each: 2,
    sees: ({ document, random }) => ({
      directive: "style-src-attr",
      blocked: "inline",
      source: codeAt(document, random.pick([88, 131, 204]), 17),
      sample: random.zipf([
        "width: 62%",
        "background-image: url(/media/hero.webp)",
        "display:none",
      ]),
    }),
  },
  {
    name: "old-template-library",
    share: 60,
    from: RELEASE,
    engines: ["chromium", "gecko", "webkit"],
    documents: [...PRODUCTS, at("/cart")],
    sees: () => ({
      directive: "script-src",
      blocked: "eval",
      source: codeAt(at("/assets/vendor/handlebars-2.0.0.min.js"), 12, 8841),
      sample: "(function(){with(locals){return '<li clas",
    }),
  },
  {
    name: "forgotten-analytics",
    share: 90,
    from: RELEASE,
    sees: ({ document }) => ({
      directive: "script-src-elem",
      blocked: "https://plausible.io/js/script.js",
      source: codeAt(document, 14, 1),
    }),
  },
  {
    name: "forgotten-analytics-event",
    share: 25,
    from: RELEASE,
    sees: () => ({
      directive: "connect-src",
      blocked: "https://plausible.io/api/event",
      source: codeAt(SCRIPT, 3, 20417),
    }),
  },
  {
    name: "chat-widget",
    share: 70,
    from: after(0.62),
    sees: ({ document }) => ({
      directive: "script-src-elem",
      blocked: "https://client.crisp.chat/l.js",
      source: codeAt(document, 1, 2210),
    }),
  },
  {
    name: "chat-widget-frame",
    share: 12,
    from: after(0.62),
    sees: () => ({ directive: "frame-src", blocked: "https://game.crisp.chat" }),
  },
  {
    name: "missing-cdn",
    share: 95,
    from: after(0.74),
    documents: PRODUCTS,
    each: 3,
    sees: ({ random }) => ({
      directive: "img-src",
      blocked: `${SHOP_CDN}/media/${random.pick(["front", "back", "detail"])}-${random.between(1, 40)}.avif`,
    }),
  },
  {
    name: "skimmer-script",
    share: 10,
    least: 12,
    from: hoursAgo(27),
    engines: ["chromium", "gecko", "webkit"],
    documents: [at("/checkout"), at("/checkout/payment")],
    sees: ({ document }) => ({
      directive: "script-src-elem",
      blocked: "https://cdn.harbor1ane.example/assets/app.js",
      source: codeAt(document, 1, 1),
    }),
  },
  {
    name: "skimmer-beacon",
    share: 6,
    least: 9,
    from: hoursAgo(26),
    engines: ["chromium", "gecko", "webkit"],
    documents: [at("/checkout/payment"), at("/checkout")],
    sees: ({ random }) => ({
      directive: "connect-src",
      blocked: `https://collect.harbor1ane.example/p?d=${random.hex(16)}`,
      source: codeAt(SCRIPT, 1, 40982),
    }),
  },
  {
    name: "web-font",
    share: 22,
    pause: [after(0.33), after(0.8)],
    sees: () => ({
      directive: "style-src-elem",
      blocked: "https://use.typekit.net/hrb1abc.css",
    }),
    marks: [
      {
        at: after(0.34),
        status: "resolved",
        note: "Fonts are served from our own host since 4.2.",
      },
    ],
  },
  {
    name: "partner-pixel",
    share: 18,
    documents: [at("/"), at("/collections/gifts"), at("/cart")],
    sees: ({ random }) => ({
      directive: "img-src",
      blocked: `https://pixel.loyalty-partner.example/i.gif?c=${random.hex(8)}`,
    }),
    marks: [
      { at: after(0.2), status: "ignored", note: "Contract ends in spring. Blocked on purpose." },
    ],
  },
  {
    name: "old-banner",
    share: 9,
    to: after(0.28),
    documents: [at("/"), at("/collections/black-tea")],
    sees: () => ({
      directive: "style-src-elem",
      blocked: "inline",
      source: codeAt(at("/"), 61, 1),
      sample: ".banner-summer{position:sticky;top:0;colo",
    }),
    marks: [{ at: after(0.3), status: "resolved", note: "The banner is gone." }],
  },
  {
    name: "price-comparison-frame",
    share: 9,
    engines: ["chromium"],
    documents: PRODUCTS.slice(0, 8),
    sees: ({ document }) => ({
      directive: "frame-ancestors",
      blocked: document,
      referrer: "https://deals.pricewatch.example/",
    }),
  },
  {
    name: "image-worker",
    share: 8,
    documents: [at("/account")],
    engines: ["chromium", "gecko"],
    sees: () => ({ directive: "worker-src", blocked: "blob", source: codeAt(SCRIPT, 1, 88120) }),
  },
  {
    name: "barcode-scanner",
    share: 6,
    from: RELEASE,
    documents: [at("/pages/returns")],
    engines: ["chromium", "gecko"],
    sees: () => ({
      directive: "script-src",
      blocked: "wasm-eval",
      source: codeAt(at("/assets/vendor/zbar.js"), 1, 5120),
    }),
  },
  {
    name: "inner-html",
    share: 26,
    from: RELEASE,
    engines: ["chromium", "gecko", "webkit"],
    each: 2,
    sees: ({ random }) => ({
      directive: "require-trusted-types-for",
      blocked: "trusted-types-sink",
      source: codeAt(SCRIPT, 2, random.pick([1190, 7312, 15008])),
      sample: random.pick([
        'Element innerHTML|<li class="review"><b>Anna</b> wrote: lov',
        'Element insertAdjacentHTML|<option value="250g">250 g</option>',
      ]),
    }),
  },
  {
    name: "unknown-trusted-types-policy",
    share: 7,
    from: RELEASE,
    engines: ["chromium"],
    sees: () => ({
      directive: "trusted-types",
      blocked: "trusted-types-policy",
      source: codeAt(at("/assets/vendor/slider.js"), 1, 402),
      sample: "slider-html",
    }),
  },
  {
    name: "icon-font",
    share: 16,
    sees: () => ({ directive: "font-src", blocked: "data" }),
  },
  {
    name: "payment-form",
    share: 7,
    from: RELEASE,
    documents: [at("/cart")],
    engines: ["chromium", "webkit"],
    sees: () => ({ directive: "form-action", blocked: "https://www.paypal.com/checkoutnow" }),
  },
  {
    name: "plain-http-image",
    share: 8,
    documents: [at("/stories/how-we-buy")],
    sees: () => ({
      directive: "img-src",
      blocked: "http://www.harborlane.example/media/port-1998.jpg",
    }),
  },
  {
    name: "probe",
    share: 0.5,
    least: 4,
    from: after(0.88),
    to: after(0.9),
    engines: ["chromium"],
    documents: [at("/search")],
    sees: ({ document }) => ({
      directive: "script-src-elem",
      blocked: "inline",
      source: codeAt(document, 212, 9),
      sample: "alert(document.domain)",
    }),
  },
]);
