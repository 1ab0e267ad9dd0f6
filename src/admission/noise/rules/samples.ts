import type { NoiseRuleGroup } from "../rule.ts";

/** Scripts and styles that others put into the page, by their first 40 characters. */
export const SAMPLES: readonly NoiseRuleGroup[] = [
  {
    kind: "injected-script-sample",
    match: "substring",
    fields: ["sample"],
    confidence: "high",
    why: "Adblock Plus page script; one user of it makes every eval report.",
    rules: [{ name: "adblock-plus-call", value: "(function injected(eventName, injectedIn" }],
  },
  {
    kind: "injected-script-sample",
    match: "substring",
    fields: ["sample"],
    confidence: "medium",
    why: "Inline script put in by an extension or toolbar.",
    rules: [
      {
        name: "keepass",
        why: "KeePass chrome helper style.",
        value: ".cip-genpw-icon.cip-icon-key-small",
      },
      { name: "tota11y", why: "Tota11y bookmarklet.", value: ".tota11y-dark-color-scheme" },
      {
        name: "ad-filter-werbung",
        why: "Ad-block cosmetic filter style.",
        value: ".werbung, .text_werbung",
      },
      { name: "ab-no-op", value: " abNoOp" },
      { name: "adguard-onload", why: "AdGuard user script.", value: "AG_onLoad" },
      { name: "wondershare", value: ".Wondersh" },
      { name: "post-rpc", value: "_PostRPC()" },
      {
        name: "jquery-attribute-test",
        why: "JQuery 1.x feature test seen by old Firefox.",
        value: "attribute on DIV element",
      },
      {
        name: "react-devtools-hook",
        why: "React developer tools.",
        value: "installGlobalHook(window)",
      },
      { name: "jquery-base64", value: "jquery.base64.js" },
      { name: "userscript-safe-window", why: "User script wrapper.", value: "safeWindow:{}" },
      { name: "block-adblock", value: "var BlockAdBlo" },
      { name: "fuck-adblock", value: "var FuckAdBlo" },
      { name: "event-id", value: "var event_id" },
      { name: "lastpass", why: "LastPass extension.", value: "var lastpass_it" },
      { name: "videodownload", value: "videodownload2" },
      { name: "redux-devtools", why: "Redux developer tools.", value: "window.devToolsOptions" },
      { name: "old-set-timeout", value: "window.oldSetTimeout=window.setTimeout" },
      {
        name: "react-devtools",
        why: "React developer tools.",
        value: ";(function installGlobalHook(window)",
      },
      {
        name: "ghostery-unique",
        why: "Ghostery inline style.",
        value: "@media print {#UNIQUE_ID-ghostery",
      },
      {
        name: "ghostery-button",
        why: "Ghostery inline style.",
        value: "@media print {#ghostery-button",
      },
      { name: "cacaoweb", why: "Cacaoweb add-on.", value: "Cacaoweb = { callbackIsRunning" },
      { name: "evernote", why: "Evernote web clipper style.", value: "Copyright 2014 Evernote" },
      {
        name: "vimium",
        why: "Vimium key extension style.",
        value: "Many CSS class names in this file",
      },
      {
        name: "nofollow-outline",
        why: "SEO link extension style.",
        value: "a[rel~='nofollow']{outline",
      },
      {
        name: "privacy-badger-stack",
        why: "Privacy Badger page script.",
        value: "const V8_STACK_",
      },
      { name: "digg", why: "Digg toolbar style.", value: "dummyRuleForDigg{}" },
      {
        name: "privacy-badger-navigator",
        why: "Privacy Badger page script.",
        value: "function (NAVIGATOR, OBJECT)",
      },
      {
        name: "adguard-page-script",
        why: "AdGuard extension.",
        value: "function injectPageScriptAPI",
      },
      {
        name: "adblock-plus",
        why: "Adblock Plus page script.",
        value: "function injected(eventName, injectedIn",
      },
      {
        name: "vue-devtools",
        why: "Vue developer tools.",
        value: "function(e){let t={};if(e.hasOwnProper",
      },
      { name: "angular-cloak", why: "Angular inspector.", value: "ng:cloak" },
      {
        name: "jquery-onchange-test",
        why: "JQuery 1.x feature test.",
        value: "onchange attribute on DIV element",
      },
      {
        name: "jquery-onfocusin-test",
        why: "JQuery 1.x feature test.",
        value: "onfocusin attribute on DIV element",
      },
      {
        name: "jquery-onselectstart-test",
        why: "JQuery 1.x feature test.",
        value: "onselectstart attribute on DIV element",
      },
      {
        name: "jquery-onsubmit-test",
        why: "JQuery 1.x feature test.",
        value: "onsubmit attribute on DIV element",
      },
      {
        name: "ad-filter-rscontainer",
        why: "Ad-block cosmetic filter style.",
        value: "root .mod > ._jH + .rscontainer",
      },
      {
        name: "angular-inspector",
        why: "Angular inspector.",
        value: "window._ngInspect_clickedEl",
      },
      {
        name: "redux-devtools-options",
        why: "Redux developer tools.",
        value: "window.devToolsOptions = Object.",
      },
      { name: "kaspersky-tab", why: "Kaspersky tab marker script.", value: "window.klTabId_kis" },
      {
        name: "loop11",
        why: "Loop11 user test extension.",
        value: "window.loop11ExtTerritory = true",
      },
      {
        name: "ga-opt-out",
        why: "Google Analytics opt-out add-on.",
        value: 'window["_gaUserPrefs"]',
      },
    ],
  },
];
