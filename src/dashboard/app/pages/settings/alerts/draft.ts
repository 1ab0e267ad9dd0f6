import type { AlertView } from "../../../../../http/api/schema/alert.ts";
import { lines } from "../projects/lists.ts";

/** An alert while a person writes it: texts, as the fields have them. */
export interface Draft {
  name: string;
  kind: AlertView["kind"];
  via: AlertView["via"];
  url: string;
  to: string;
  secret: string;
  projects: string;
  includeNoise: boolean;
  minCount: string;
  directives: string;
  after: string;
  atMost: string;
  quietFrom: string;
  quietTo: string;
  zone: string;
}

/** What the API takes of an alert. */
export type AlertInput = Record<string, unknown>;

export const NEW_ALERT: Draft = {
  name: "",
  kind: "directive",
  via: "slack",
  url: "",
  to: "",
  secret: "",
  projects: "",
  includeNoise: false,
  minCount: "",
  directives: "script-src, connect-src, form-action",
  after: "24h",
  atMost: "4/1h",
  quietFrom: "",
  quietTo: "",
  zone: "",
};

/** An alert that is there; its secrets are not known here, and stay where nothing is entered. */
export function draftOf({ name, kind, via, projects, settings }: AlertView): Draft {
  const { to, noise, minCount, directives, after, atMost, quiet } = settings;
  return {
    name,
    kind,
    via,
    url: "",
    secret: "",
    to: to.join(", "),
    projects: projects?.join(", ") ?? "",
    includeNoise: noise === "include",
    minCount: minCount?.toString() ?? "",
    directives: directives.join(", "),
    after,
    atMost,
    quietFrom: quiet?.from ?? "",
    quietTo: quiet?.to ?? "",
    zone: quiet?.zone ?? "",
  };
}

/** What to send. `isNew`: what is empty is left out; else it is removed, secrets aside. */
export function inputOf(draft: Draft, zone: string, isNew: boolean): AlertInput {
  const email = draft.via === "email";
  const input: AlertInput = {
    ...(isNew && { name: draft.name.trim() }),
    kind: draft.kind,
    via: draft.via,
    url: email ? null : secretOf(draft.url),
    secret: draft.via === "json" ? secretOf(draft.secret) : null,
    to: email ? lines(draft.to) : null,
    projects: lines(draft.projects).length > 0 ? lines(draft.projects) : null,
    noise: draft.includeNoise ? "include" : "exclude",
    minCount: draft.minCount.trim() === "" ? null : Number(draft.minCount),
    directives: draft.kind === "directive" ? lines(draft.directives) : null,
    after: draft.kind === "silence" ? draft.after.trim() : null,
    atMost: draft.atMost.trim(),
    quiet: quietOf(draft, zone),
  };
  const said = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(isNew ? said.filter(([, value]) => value !== null) : said);
}

/** `undefined`: not entered, which leaves the one that is there. */
function secretOf(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

function quietOf({ quietFrom, quietTo, zone: chosen }: Draft, zone: string) {
  if (quietFrom === "" || quietTo === "") return null;
  return { from: quietFrom, to: quietTo, zone: chosen || zone };
}
