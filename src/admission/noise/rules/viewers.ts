import type { NoiseRuleGroup } from "../rule.ts";

/** Tools and apps that show the page to the visitor in their own way. */
export const VIEWERS: readonly NoiseRuleGroup[] = [
  {
    kind: "translate-or-dictionary",
    match: "host",
    fields: ["blocked", "source"],
    confidence: "high",
    why: "The visitor translated the page or used a word helper.",
    rules: [
      "audiocdn.lingualeo.com",
      "contentcdn.lingualeo.com",
      "fanyi.baidu.com",
      "labs.microsofttranslator.com",
      "translate.google.com",
      "translate.googleapis.com",
      "tts.baidu.com",
    ],
  },
  {
    kind: "translate-or-dictionary",
    match: "location",
    fields: ["blocked", "source"],
    confidence: "high",
    why: "The visitor translated the page or used a word helper.",
    rules: [
      { name: "google-translate-widget", value: "gstatic.com/_/translate" },
      { name: "google-dictionary", value: "ssl.gstatic.com/dictionary" },
      {
        name: "google-translate-icon",
        value: "www.gstatic.com/images/branding/product/2x/translate_24dp.png",
      },
    ],
  },
  {
    kind: "translate-or-dictionary",
    match: "substring",
    fields: ["sample"],
    confidence: "high",
    why: "The visitor translated the page or used a word helper.",
    rules: [{ name: "s3-translator", value: "s3gt_translate_tooltip_mini" }],
  },
  {
    kind: "embedding-viewer",
    match: "substring",
    fields: ["referrer"],
    confidence: "low",
    why: "The page was opened in an app, feed reader or chat that adds its own script.",
    rules: [{ name: "hangouts", value: "&source=hangouts" }],
  },
  {
    kind: "embedding-viewer",
    match: "suffix",
    fields: ["referrer"],
    confidence: "low",
    why: "The page was opened in an app, feed reader or chat that adds its own script.",
    rules: [
      "feedly.com",
      "l.facebook.com",
      "int.search.myway.com",
      "l.messenger.com",
      "m.facebook.com",
      "mamot.fr",
      "material.io",
      "plus.url.google.com",
      "web.skype.com",
      "www.netvibes.com",
    ],
  },
];
