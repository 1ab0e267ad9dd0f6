import { type Html, html } from "../html.ts";
import { page } from "../page.ts";
import type { PageFiles } from "./files.ts";

/**
 * The page that the dashboard's script fills: the same for every address.
 *
 * @param now the time that it goes by, in milliseconds since the epoch, whatever the viewer's clock says
 */
export function shell({ early, modules, styles }: PageFiles, now: number): Html {
  return page({
    title: "Dashboard",
    style: null,
    head: html`${styles.map((name) => html`<link rel="stylesheet" href="/assets/app/${name}">`)}
${early.map((name) => html`<script src="/assets/app/${name}"></script>`)}
${modules.map((name) => html`<script type="module" src="/assets/app/${name}"></script>`)}`,
    body: html`
<div id="app" data-now="${now}"></div>
<noscript><main class="narrow"><h1>Tattle</h1>
<p>The dashboard needs JavaScript. Everything that it shows is in the <a href="/api/docs">API</a> and on the command line, too.</p></main></noscript>`,
  });
}
