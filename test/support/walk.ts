import type { Dashboard } from "./dashboard.ts";
import { eventually } from "./eventually.ts";

/** How long an answer may take to show, in milliseconds; it takes a second at most. */
const PATIENCE = 60_000;

/** A task as a person does it in the dashboard, whose clicks are counted. */
export class Walk {
  readonly #dashboard: Dashboard;
  /** Clicks, and fields that something was typed into. */
  clicks = 0;
  #begun = performance.now();

  constructor(dashboard: Dashboard) {
    this.#dashboard = dashboard;
  }

  /** Clicks what has this text, the first that is to be seen and can be pressed, once it is there. */
  async click(selector: string, text: string | RegExp = /(?:)/): Promise<void> {
    await this.#find(selector, text, "if (element.disabled) return false; element.click()");
    this.clicks += 1;
  }

  /** Types into a field. */
  async type(selector: string, value: string): Promise<void> {
    const typed = `element.focus(); element.value = ${JSON.stringify(value)};
      element.dispatchEvent(new Event("input", { bubbles: true }))`;
    await this.#find(selector, /(?:)/, typed);
    this.clicks += 1;
  }

  /** Chooses from a list by its words. */
  async choose(selector: string, words: string): Promise<void> {
    const chosen = `element.value = [...element.options].find(
        ({ textContent }) => textContent.trim() === ${JSON.stringify(words)})?.value;
      element.dispatchEvent(new Event("change", { bubbles: true }))`;
    await this.#find(selector, new RegExp(words), chosen);
    this.clicks += 1;
  }

  /** Waits until the page says it. */
  async reads(text: string | RegExp, selector = "main"): Promise<void> {
    await this.#find(selector, text, "");
  }

  /** Seconds since the walk began, by this machine. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  async #find(selector: string, text: string | RegExp, act: string): Promise<void> {
    const pattern = typeof text === "string" ? RegExp(RegExp.escape(text)) : text;
    const script = `(() => {
      const all = [...document.querySelectorAll(${JSON.stringify(selector)})];
      const element = all.find((each) => ${pattern}.test(each.innerText ?? each.textContent)
        && each.checkVisibility() && !each.disabled);
      if (element === undefined) return false;
      ${act};
      return true;
    })()`;
    await eventually(async () => {
      if ((await this.#dashboard.devtools.evaluate(script)) === true) return;
      throw new Error(`no ${selector} that says ${pattern}`);
    }, PATIENCE);
  }
}
