import { type DevTools, type DevToolsEvent, member } from "./devtools.ts";

/** What a person does with one operation. */
export interface Trial {
  readonly tag: string;
  /** `operationId`. */
  readonly id: string;
  /** What they type over the examples, by parameter. */
  readonly values?: Readonly<Record<string, string>>;
  /** The media type that they choose for the body, `null` where there is none. */
  readonly type: string | null;
  /** What they change in the example of the body: a text, and what takes its place. */
  readonly edit?: readonly [string, string];
}

/** How long an operation may take, in milliseconds. */
const PATIENCE = 120_000;

/** What they see then. */
export interface Shown {
  readonly status: string;
  /** Status, description and body as text. */
  readonly shown: string;
}

/**
 * One operation from opening to closing it. In the page, since each step that is asked for from
 * outside waits for three processes. React hears of a value only where the setter of the element's
 * class is called and an event follows; Swagger UI takes it once somebody goes elsewhere.
 */
const EXECUTE = `async ({ tag, id, values, type, edit, patience }) => {
  const deadline = Date.now() + patience;
  const until = async (what, look) => {
    for (;;) {
      const found = look();
      if (found) return found;
      if (Date.now() > deadline) throw new Error(id + ": no " + what);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const root = () => document.getElementById("operations-" + tag + "-" + id);
  const find = (selector) => until(selector, () => root()?.querySelector(selector));
  const click = async (selector) => (await find(selector)).click();
  const enter = (element, value) => {
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "value");
    set.call(element, value);
    for (const name of ["input", "change", "focusout"]) {
      element.dispatchEvent(new Event(name, { bubbles: true }));
    }
  };

  // Whatever is typed renders everything again that is open.
  document.querySelector(".models-control[aria-expanded=true]")?.click();
  for (const section of document.querySelectorAll(".opblock-tag")) {
    if ((section.dataset.isOpen === "true") !== (section.dataset.tag === tag)) section.click();
  }
  await click(".opblock-summary-control");
  await click(".try-out__btn");
  for (const [name, value] of Object.entries(values)) {
    enter(await find('tr[data-param-name="' + name + '"] input'), value);
  }
  if (type !== null) {
    const choice = await find(".body-param-content-type select");
    if (choice.value !== type) enter(choice, type);
    const area = await until("example", () => {
      const found = root().querySelector("textarea.body-param__text");
      return found?.value ? found : null;
    });
    if (edit) enter(area, area.value.replace(...edit));
  }
  await click(".execute");
  const shown = (await find(".live-responses-table tbody tr.response")).innerText;
  // An operation that is opened again is as it was left.
  await click(".btn-clear");
  await click(".try-out__btn.cancel");
  await click(".opblock-summary-control");
  return shown;
}`;

/** Swagger UI in a browser, used as people do: open, try out, fill in, execute, read, close. */
export class SwaggerPage {
  readonly #devtools: DevTools;
  #seen = 0;

  constructor(devtools: DevTools) {
    this.#devtools = devtools;
  }

  async execute({ values = {}, ...trial }: Trial): Promise<Shown> {
    this.#seen = this.#devtools.events.length;
    const steps = JSON.stringify({ ...trial, values, patience: PATIENCE });
    const shown = String(await this.#devtools.evaluate(`(${EXECUTE})(${steps})`));
    return { status: /^\d{3}/.exec(shown)?.[0] ?? "", shown };
  }

  /** Enters a token in the dialog "Authorize": it goes with every request from then on. */
  async authorize(token: string): Promise<void> {
    await this.#devtools.click(".auth-wrapper .authorize");
    await this.#devtools.find("#auth-bearer-value");
    await this.#devtools.evaluate(`(() => {
      const input = document.querySelector("#auth-bearer-value");
      const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value");
      set.call(input, ${JSON.stringify(token)});
      for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
      input.closest("form").querySelector("button.authorize").click();
    })()`);
    await this.#devtools.click(".dialog-ux .btn-done");
  }

  /**
   * What the page has complained of since the last operation began: a request that failed, its
   * own policy, an exception. That an answer is an error is none: a browser logs those, too.
   */
  complaints(): string[] {
    return this.#devtools.events
      .slice(this.#seen)
      .filter(isTrouble)
      .map((event) => JSON.stringify(event));
  }
}

function isTrouble({ method, params }: DevToolsEvent): boolean {
  if (method === "Network.loadingFailed") return params.canceled !== true;
  if (method === "Runtime.exceptionThrown") return true;
  if (method === "Audits.issueAdded") {
    return /ContentSecurityPolicy|Cors/.test(String(member(params.issue, "code")));
  }
  if (method !== "Log.entryAdded" || member(params.entry, "level") !== "error") return false;
  return !/responded with a status of \d{3}/.test(String(member(params.entry, "text")));
}
