import { Elysia } from "elysia";
import { securityHook } from "../security-hook.ts";
import icon from "./icon.svg" with { type: "text" };
import style from "./tattle.css" with { type: "text" };

const FILES = {
  "/assets/tattle.css": { text: style, type: "text/css; charset=utf-8" },
  "/assets/icon.svg": { text: icon, type: "image/svg+xml" },
} as const;

/** Style sheet and icon of Tattle's pages. Open, since the login page needs them. */
export function assetRoutes() {
  const app = new Elysia({ detail: { hide: true } }).use(securityHook());
  for (const [path, { text, type }] of Object.entries(FILES)) {
    app.get(
      path,
      () =>
        new Response(text, {
          headers: { "content-type": type, "cache-control": "max-age=300" },
        }),
    );
  }
  return app;
}
