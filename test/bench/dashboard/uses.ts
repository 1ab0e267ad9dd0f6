import { BEGIN, END } from "../read/store.ts";

/** Something that a person does on a page. */
export interface Use {
  name: string;
  /** Address of the page that it begins on, without the span. */
  path: string;
  /** What is done, as a script. */
  act: string;
  /** What holds once it was done, besides that nothing is waited for any more. */
  done: string;
}

/** The whole of the store: the end of it lies in the past. */
const SPAN = `from=${new Date(BEGIN).toISOString()}&to=${new Date(END).toISOString()}`;

/** The address of a page, about the whole store. */
export function withSpan(path: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${SPAN}`;
}

/** Pages to load, by name. */
export const LOADS: Readonly<Record<string, string>> = {
  overview: "/",
  issues: "/issues",
  issue: "/issues/:issue",
  reports: "/reports",
  report: "/reports/:report",
  versions: "/versions?project=shop",
  other: "/other",
  sinks: "/sinks",
  setup: "/setup",
  settings: "/settings",
};

const choose = (list: string, value: string) => `{
  const list = document.querySelector(${JSON.stringify(list)});
  list.value = ${JSON.stringify(value)};
  list.dispatchEvent(new Event("change", { bubbles: true }));
}`;
const click = (selector: string) => `document.querySelector(${JSON.stringify(selector)}).click()`;
const asks = (text: string) => `location.search.includes(${JSON.stringify(text)})`;
const isOn = (title: string) => `document.title.startsWith(${JSON.stringify(title)})`;

export const USES: readonly Use[] = [
  {
    name: "overview: another disposition",
    path: "/",
    act: choose("select[aria-label=Disposition]", "=enforce"),
    done: asks("disposition=enforce"),
  },
  {
    name: "overview: with noise",
    path: "/",
    act: choose("select[aria-label=Noise]", "=with"),
    done: asks("noise=with"),
  },
  {
    name: "overview → issues",
    path: "/",
    act: click(`.nav a[href^="/issues"]`),
    done: isOn("Issues"),
  },
  {
    name: "overview → reports",
    path: "/",
    act: click(`.nav a[href^="/reports"]`),
    done: isOn("Reports"),
  },
  {
    name: "overview → settings",
    path: "/",
    act: click(`.nav a[href="/settings"]`),
    done: isOn("Settings"),
  },
  {
    name: "issues: another order",
    path: "/issues",
    act: choose(".sort select", "lastSeen"),
    done: asks("sort=lastSeen"),
  },
  {
    name: "issues: all states",
    path: "/issues",
    act: click(`.tabs a[href*="status=all"]`),
    done: asks("status=all"),
  },
  {
    name: "issues: show more",
    path: "/issues",
    act: click(".more button"),
    done: `document.querySelectorAll("[data-issue]").length > 50`,
  },
  {
    name: "issues: select all shown",
    path: "/issues",
    act: click("thead input[type=checkbox]"),
    done: `document.querySelector(".bulk").innerText.includes("50 issues selected")`,
  },
  {
    name: "issues → issue",
    path: "/issues",
    act: click("[data-issue] .issue-link"),
    done: `location.pathname.startsWith("/issues/")`,
  },
  {
    name: "reports: another disposition",
    path: "/reports",
    act: choose("select[aria-label=Disposition]", "=enforce"),
    done: asks("disposition=enforce"),
  },
  {
    name: "reports: show more",
    path: "/reports",
    act: click(".more button"),
    done: `document.querySelectorAll("main tbody tr").length > 50`,
  },
  {
    name: "reports → report",
    path: "/reports",
    act: click(`main tbody a[href^="/reports/"]`),
    done: `location.pathname.startsWith("/reports/")`,
  },
];
