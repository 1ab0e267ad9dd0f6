import type { AdmissionSettings } from "../../../src/admission/index.ts";
import { type Admin, createAdmin } from "../../../src/http/admin.ts";
import type { Services } from "../../../src/http/services.ts";
import type { AdminSettings, ClientInfo } from "../../../src/http/settings.ts";
import { type Errors, fakeServices, TOKEN } from "./support/services.ts";

export { FakeAlerts, FILED_ALERT } from "./support/alerts.ts";
export { fakeDashboard } from "./support/dashboard.ts";
export { fakeErasures } from "./support/erasures.ts";
export { ERASURE, HOUR, LETTER, NOW, REPORT, RETAGS, SINK } from "./support/examples.ts";
export { FakeLetters } from "./support/letters.ts";
export { fakeReader } from "./support/reader.ts";
export { type Errors, fakeServices, fileProject, TOKEN, UNCONFIGURED } from "./support/services.ts";

export const BEARER = { authorization: `Bearer ${TOKEN}` };
export const ORIGIN = "http://tattle.test";

export const CLIENT: ClientInfo = { address: () => "192.0.2.1", https: () => false };

export interface Setup {
  services?: Partial<Services>;
  settings?: Partial<AdminSettings>;
  client?: Partial<ClientInfo>;
  configured?: AdmissionSettings;
}

/** An admin part without a socket, and a way to ask it. */
export interface TestAdmin {
  admin: Admin;
  errors: Errors;
  /** What it was made of. */
  services: Services;
  /** `path` may be absolute. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

export function testAdmin({ services, settings, client, configured }: Setup = {}): TestAdmin {
  const errors: Errors = [];
  const all = fakeServices(services, errors, configured);
  const admin = createAdmin(all, {
    publicUrl: null,
    metrics: "open",
    ...settings,
  });
  const app = admin.routes({ ...CLIENT, ...client });
  return {
    admin,
    errors,
    services: all,
    ask: async (path, init) => app.handle(new Request(new URL(path, ORIGIN).href, init)),
  };
}

/** Sends JSON with the admin token, or with what `headers` has in its place. */
export function send(
  { ask }: Pick<TestAdmin, "ask">,
  method: string,
  path: string,
  body: unknown = {},
  headers: Record<string, string> = BEARER,
): Promise<Response> {
  const text = JSON.stringify(body) ?? "";
  const length = String(Buffer.byteLength(text));
  return ask(path, { method, body: text, headers: { ...headers, "content-length": length } });
}

/** The cookie of a `Set-Cookie` field, as a browser sends it back. */
export function cookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Logs in with the token and returns the session's cookie. */
export async function logIn(
  { ask }: TestAdmin,
  headers: Record<string, string> = {},
): Promise<string> {
  return cookieOf(await ask("/login", form({ token: TOKEN }, headers)));
}

/** A form as a browser posts it from Tattle's own page. */
export function form(
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): RequestInit {
  const body = new URLSearchParams(fields).toString();
  return {
    method: "POST",
    body,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(body.length),
      "sec-fetch-site": "same-origin",
      ...headers,
    },
  };
}
