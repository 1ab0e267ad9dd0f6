import { SHOP } from "../sites.ts";
import { codeAt, type Tale, talesOf } from "../tale.ts";

/** What the visitors' own software does to every page: no change of the site ends it. */
export const NOISE_TALES: readonly Tale[] = talesOf(SHOP, [
  {
    name: "chrome-extensions",
    share: 62,
    engines: ["chromium"],
    sees: ({ random }) => ({
      directive: "script-src-elem",
      blocked: "chrome-extension",
      source: codeAt(`chrome-extension://${random.pick(EXTENSIONS)}/content.js`, 1, 3301),
    }),
  },
  {
    name: "firefox-extensions",
    share: 12,
    engines: ["gecko"],
    sees: () => ({
      directive: "style-src-elem",
      blocked: "inline",
      source: codeAt("moz-extension", 4, 19),
      sample: ".dark-reader--fallback{filter:invert(1)",
    }),
  },
  {
    name: "safari-extensions",
    share: 9,
    engines: ["webkit"],
    sees: () => ({
      directive: "script-src-elem",
      blocked: "inline",
      source: codeAt("webkit-masked-url://hidden/", 1, 1),
    }),
  },
  {
    name: "translators",
    share: 24,
    engines: ["chromium"],
    sees: () => ({
      directive: "style-src-elem",
      blocked:
        "https://www.gstatic.com/_/translate_http/_/ss/k=translate_http.tr.26tY-h6gH9w.L.W.O/am=CAM/d=0/rs=AN8SPfrZ",
    }),
  },
  {
    name: "search-app-webview",
    share: 14,
    engines: ["webkit"],
    sees: () => ({ directive: "frame-src", blocked: "gsa://onpageload" }),
  },
  {
    name: "kaspersky",
    share: 15,
    engines: ["chromium", "gecko"],
    sees: ({ random }) => ({
      directive: "script-src-elem",
      blocked: `https://gc.kis.v2.scr.kaspersky-labs.com/${random.hex(8).toUpperCase()}-FD26/main.js`,
    }),
  },
  {
    name: "kaspersky-socket",
    share: 6,
    engines: ["chromium", "gecko"],
    sees: () => ({
      directive: "connect-src",
      blocked: "wss://gc.kis.v2.scr.kaspersky-labs.com/websocket",
    }),
  },
  {
    name: "ad-blocker-on-the-desktop",
    share: 7,
    engines: ["chromium", "gecko"],
    sees: () => ({
      directive: "script-src-elem",
      blocked: "https://local.injections.adguard.com/content-script.js",
    }),
  },
  {
    name: "writing-aid",
    share: 9,
    engines: ["chromium"],
    sees: () => ({
      directive: "font-src",
      blocked: "https://assets.grammarly.com/fonts/inter.woff2",
    }),
  },
  {
    name: "coupon-finder",
    share: 6,
    engines: ["chromium"],
    sees: () => ({
      directive: "img-src",
      blocked: "https://cdn.joinhoney.com/images/logo.svg",
    }),
  },
  {
    name: "company-filter",
    share: 5,
    engines: ["chromium"],
    sees: () => ({
      directive: "frame-src",
      blocked: "https://gateway.zscaler.net/auD",
    }),
  },
]);

const EXTENSIONS = [
  "bmnlcjabgnpnenekpadlanbbkooimhnj",
  "cjpalhdlnbpafiamejdnhcphjbkeiagm",
  "aapbdbdomjkkjkaonfhkkikfgjllcleb",
];
