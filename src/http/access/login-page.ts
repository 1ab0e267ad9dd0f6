import { type Html, html } from "../html.ts";
import { page } from "../page.ts";

/** The form that takes a token. `message` says what went wrong before. */
export function loginPage(next: string, message: string | null): Html {
  return page({
    title: "Log in",
    body: html`
<main class="narrow">
  <h1>Tattle</h1>
  ${message === null ? null : html`<p class="notice" role="alert">${message}</p>`}
  <form method="post" action="/login" class="card">
    <input type="hidden" name="next" value="${next}">
    <label for="token">Token</label>
    <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
    <button>Log in</button>
  </form>
  <p class="quiet">The admin token is in the file <code>admin-token</code> of the data folder, unless the configuration
  sets one. <code>tattle login</code> prints a link that needs none. With a read-only
  token you can look at everything and change nothing.</p>
</main>`,
  });
}

/** Goes on to `next` by itself, as a navigation of Tattle's own: only those carry a strict cookie. */
export function continuePage(next: string): Html {
  return page({
    title: "Logged in",
    head: html`<meta http-equiv="refresh" content="0; url=${next}">`,
    body: html`<main class="narrow"><h1>Tattle</h1><p>You are logged in. <a href="${next}">Continue</a></p></main>`,
  });
}
