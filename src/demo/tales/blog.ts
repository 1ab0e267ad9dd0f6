import { BLOG } from "../sites.ts";
import { codeAt, type Tale, talesOf } from "../tale.ts";

/**
 * The blog asks for a tenth of its reports. That many of each there must be so that some are kept
 * whatever the seed.
 */
const LEAST = 90;

export const BLOG_TALES: readonly Tale[] = talesOf(
  BLOG,
  [
    {
      name: "theme-script",
      share: 110,
      sees: ({ document }) => ({
        directive: "script-src-elem",
        blocked: "inline",
        source: codeAt(document, 22, 1),
      }),
    },
    {
      name: "theme-styles",
      share: 90,
      each: 2,
      sees: ({ document }) => ({
        directive: "style-src-elem",
        blocked: "inline",
        source: codeAt(document, 9, 1),
      }),
    },
    {
      name: "videos",
      share: 50,
      documents: ["a-week-in-uji", "markets", "kettles"].map(
        (name) => `${BLOG.origin}/posts/${name}/`,
      ),
      sees: () => ({ directive: "frame-src", blocked: "https://www.youtube-nocookie.com" }),
    },
    {
      name: "web-fonts",
      share: 60,
      sees: () => ({
        directive: "style-src-elem",
        blocked: "https://fonts.googleapis.com/css2?family=Lora",
      }),
    },
    {
      name: "pictures-of-commenters",
      share: 40,
      sees: ({ random }) => ({
        directive: "img-src",
        blocked: `https://secure.gravatar.com/avatar/${random.hex(32)}`,
      }),
    },
    {
      name: "borrowed-pictures",
      share: 30,
      documents: [`${BLOG.origin}/posts/markets/`, `${BLOG.origin}/posts/letters/`],
      sees: () => ({
        directive: "img-src",
        blocked: "https://old-photos.museum.example/scans/0417.jpg",
      }),
    },
    {
      name: "blog-extensions",
      share: 30,
      engines: ["chromium"],
      sees: () => ({ directive: "img-src", blocked: "chrome-extension" }),
    },
  ],
  LEAST,
);
