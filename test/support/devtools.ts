import { join } from "node:path";
import type { Browser } from "./browsers.ts";
import { eventually } from "./eventually.ts";

/** What the DevTools protocol sends: an answer to a command, or an event. */
interface Message {
  id?: number;
  error?: { message: string };
  result?: Record<string, unknown>;
  method?: string;
  params?: Record<string, unknown>;
}

/** One event of the protocol: `Network.requestWillBeSent` and the like. */
export interface DevToolsEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** Keys that are no character, by their name. */
const KEYS: Readonly<Record<string, { code: number; text: string }>> = {
  Enter: { code: 13, text: "\r" },
  Escape: { code: 27, text: "" },
  Tab: { code: 9, text: "" },
};

/** A command on its way. */
type Waiting = PromiseWithResolvers<Record<string, unknown>>;

/** Domains whose events are remembered from the start on. */
const DOMAINS = ["Page", "Runtime", "Log", "Network", "Audits"];

/** How long a page may take to get ready, in milliseconds; it needs about one second. */
const PATIENCE = 60_000;

/**
 * The page of a Chromium over the DevTools protocol: commands, and every event since it was
 * attached. https://chromedevtools.github.io/devtools-protocol/
 */
export class DevTools implements AsyncDisposable {
  readonly events: DevToolsEvent[] = [];
  readonly #browser: Browser;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  private constructor(browser: Browser, socket: WebSocket) {
    this.#browser = browser;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)));
    socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the browser is gone"));
    };
  }

  /** Attaches to the first page of a Chromium that was just started, and closes it in the end. */
  static async attach(browser: Browser): Promise<DevTools> {
    await using parts = new AsyncDisposableStack();
    parts.use(browser);
    const socket = new WebSocket(await eventually(() => pageUrl(browser), PATIENCE));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const devtools = new DevTools(browser, socket);
    for (const domain of DOMAINS) await devtools.send(`${domain}.enable`);
    parts.move();
    return devtools;
  }

  /** Sends a command. Rejects with the browser's message when it cannot be done. */
  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return waiting.promise;
  }

  /** Value of a JavaScript expression in the page, which must be JSON; rejects when it throws. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
      userGesture: true,
    });
    if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails));
    return member(answer.result, "value");
  }

  /** Goes to a URL and waits until its page is there and `selector` is in it. */
  async visit(url: string, selector: string): Promise<void> {
    await this.send("Page.navigate", { url });
    await this.find(selector);
  }

  /** Waits until an element is there. */
  async find(selector: string): Promise<void> {
    const there = `document.querySelector(${JSON.stringify(selector)}) !== null`;
    await eventually(async () => {
      const found = await this.evaluate(`document.readyState === "complete" && ${there}`);
      if (found !== true) throw new Error(`no ${selector}`);
    }, PATIENCE);
  }

  /** Waits until an element is there and clicks it. */
  async click(selector: string): Promise<void> {
    await this.find(selector);
    await this.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
  }

  /** Presses a key: a character, or a name such as `Enter`. */
  async press(key: string): Promise<void> {
    const { code, text } = KEYS[key] ?? { code: 0, text: key };
    const pressed = { key, windowsVirtualKeyCode: code };
    await this.send("Input.dispatchKeyEvent", {
      type: "keyDown",
      ...pressed,
      ...(text && { text }),
    });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...pressed });
  }

  /** Text of an element as a person sees it. */
  async text(selector: string): Promise<string> {
    await this.find(selector);
    return String(
      await this.evaluate(`document.querySelector(${JSON.stringify(selector)}).innerText`),
    );
  }

  /**
   * Takes a picture of the whole page. It is kept as `NAME.png` in the folder that the variable
   * `SCREENSHOTS` names, for people to look at.
   *
   * @returns PNG
   */
  async screenshot(name: string): Promise<Uint8Array> {
    const { data } = await this.send("Page.captureScreenshot", { captureBeyondViewport: true });
    const picture = Buffer.from(String(data), "base64");
    const folder = process.env.SCREENSHOTS;
    if (folder) await Bun.write(join(folder, `${name}.png`), picture);
    return picture;
  }

  /** Takes a picture of what is to be seen of the page, as WebP, for documents. */
  async picture(path: string): Promise<void> {
    const { data } = await this.send("Page.captureScreenshot", { format: "webp", quality: 82 });
    await Bun.write(path, Buffer.from(String(data), "base64"));
  }

  /** What the page complains of: exceptions, errors of the console, violations of its policy. */
  get complaints(): string[] {
    return this.events.filter(isComplaint).map((event) => JSON.stringify(event));
  }

  /** URLs of all requests, in order. */
  get requests(): string[] {
    return this.events
      .filter(({ method }) => method === "Network.requestWillBeSent")
      .map(({ params }) => String(member(params.request, "url")));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#browser[Symbol.asyncDispose]();
  }

  #take({ id, error, result, method, params }: Message): void {
    if (method !== undefined) this.events.push({ method, params: params ?? {} });
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result ?? {});
    else waiting?.reject(new Error(error.message));
  }
}

/** A member of something that may be an object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isComplaint({ method, params }: DevToolsEvent): boolean {
  if (method === "Log.entryAdded") return member(params.entry, "level") === "error";
  if (method === "Runtime.consoleAPICalled") return params.type === "error";
  if (method === "Audits.issueAdded") return issueCode(params) === "ContentSecurityPolicyIssue";
  return method === "Runtime.exceptionThrown";
}

function issueCode({ issue }: Record<string, unknown>): unknown {
  return member(issue, "code");
}

/** Chromium writes its port into the profile once it listens. */
async function pageUrl(browser: Browser): Promise<string> {
  browser.assertRunning();
  const [port] = (await Bun.file(join(browser.profile, "DevToolsActivePort")).text()).split("\n");
  const targets: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const pages = Array.isArray(targets) ? targets : [];
  const url = member(
    pages.find((target) => member(target, "type") === "page"),
    "webSocketDebuggerUrl",
  );
  if (typeof url !== "string") throw new Error("no page yet");
  return url;
}
