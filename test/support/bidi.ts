import { join } from "node:path";
import type { Browser } from "./browsers.ts";
import { member } from "./devtools.ts";
import { eventually } from "./eventually.ts";

/** How long a Firefox or a page may take to get ready, in milliseconds. */
const PATIENCE = 60_000;

/** Makes a Firefox listen for {@link BiDi}, on a port that it tells in its profile. */
export const BIDI_FLAGS = ["--remote-debugging-port", "0"];

type Answer = Record<string, unknown>;

/**
 * The page of a Firefox over WebDriver BiDi: the few commands that tests need, and what the page
 * complained of. https://w3c.github.io/webdriver-bidi/
 */
export class BiDi implements AsyncDisposable {
  /** Exceptions and errors of the console, as JSON. */
  readonly complaints: string[] = [];
  /** URLs of all requests, in order. */
  readonly requests: string[] = [];
  readonly #browser: Browser;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #context = "";
  #lastId = 0;

  private constructor(browser: Browser, socket: WebSocket) {
    this.#browser = browser;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)));
    socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the browser is gone"));
    };
  }

  /** Attaches to the first page of a Firefox that was started with {@link BIDI_FLAGS}, and closes it in the end. */
  static async attach(browser: Browser): Promise<BiDi> {
    await using parts = new AsyncDisposableStack();
    parts.use(browser);
    const socket = new WebSocket(await eventually(() => sessionUrl(browser), PATIENCE));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const bidi = new BiDi(browser, socket);
    await bidi.send("session.new", { capabilities: {} });
    await bidi.send("session.subscribe", {
      events: ["log.entryAdded", "network.beforeRequestSent"],
    });
    const { contexts } = await bidi.send("browsingContext.getTree", { maxDepth: 0 });
    bidi.#context = String(member(Array.isArray(contexts) ? contexts[0] : null, "context"));
    parts.move();
    return bidi;
  }

  /** Sends a command. Rejects with the browser's message when it cannot be done. */
  send(method: string, params: Record<string, unknown>): Promise<Answer> {
    const id = ++this.#lastId;
    const waiting: PromiseWithResolvers<Answer> = Promise.withResolvers();
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return waiting.promise;
  }

  /** Goes to a URL and waits until its page is loaded. */
  async visit(url: string): Promise<void> {
    await this.send("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
  }

  /** Value of a JavaScript expression in the page, which must be JSON; rejects when it throws. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send("script.evaluate", {
      expression: `(async () => JSON.stringify((await (${expression})) ?? null))()`,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return JSON.parse(String(member(result, "value")));
  }

  /** Waits until an expression holds. */
  async shows(expression: string): Promise<void> {
    await eventually(async () => {
      this.#browser.assertRunning();
      if ((await this.evaluate(expression)) !== true) throw new Error(`not so: ${expression}`);
    }, PATIENCE);
  }

  /** Waits until an element is there, and clicks it as a mouse does. */
  async click(selector: string): Promise<void> {
    const found = `document.querySelector(${JSON.stringify(selector)})`;
    await this.shows(`${found} !== null`);
    const at = await this.evaluate(`(() => {
      ${found}.scrollIntoView({ block: "center" });
      const { x, y, width, height } = ${found}.getBoundingClientRect();
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    })()`);
    const [x, y] = [member(at, "x"), member(at, "y")];
    await this.send("input.performActions", {
      context: this.#context,
      actions: [
        {
          type: "pointer",
          id: "mouse",
          actions: [
            { type: "pointerMove", x, y },
            { type: "pointerDown", button: 0 },
            { type: "pointerUp", button: 0 },
          ],
        },
      ],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#browser[Symbol.asyncDispose]();
  }

  #take(message: Answer): void {
    const { id, type, method, params } = message;
    if (type === "event") this.#note(String(method), params);
    if (typeof id !== "number") return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    const { result } = message;
    if (type === "success" && typeof result === "object") waiting?.resolve({ ...result });
    else waiting?.reject(new Error(`${message.error}: ${message.message}`));
  }

  #note(method: string, params: unknown): void {
    if (method === "network.beforeRequestSent") {
      this.requests.push(String(member(member(params, "request"), "url")));
    } else if (member(params, "level") === "error") this.complaints.push(JSON.stringify(params));
  }
}

/** Firefox writes where it listens into the profile. */
async function sessionUrl(browser: Browser): Promise<string> {
  browser.assertRunning();
  const told: unknown = await Bun.file(join(browser.profile, "WebDriverBiDiServer.json")).json();
  return `ws://${member(told, "ws_host")}:${member(told, "ws_port")}/session`;
}
