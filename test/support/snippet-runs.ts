import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Setup } from "../../src/setup/index.ts";
import { programPath } from "./programs.ts";

/** Headers by name, as a snippet set them. */
export type Sent = Record<string, string>;

/** Who asks, for snippets that name users and sessions. */
export interface Visitor {
  readonly user: string;
  readonly session: string;
}

/** Code of a snippet; throws where there is none. */
export function codeOf({ snippets }: Setup, id: string): string {
  const snippet = snippets.find((one) => one.id === id);
  if (snippet === undefined) throw new Error(`no snippet ${id}`);
  return snippet.code;
}

/** Runs the middleware of the snippet for Express, helmet included, with a request by hand. */
export async function runExpress(setup: Setup, folder: string, visitor: Visitor): Promise<Sent> {
  const helmet = JSON.stringify(import.meta.resolve("helmet"));
  const { csp } = await module(codeOf(setup, "express").replace('"helmet"', helmet), folder);
  const sent: Sent = {};
  const request = {
    user: { id: visitor.user },
    headers: { cookie: `session_id=${visitor.session}` },
  };
  const response = {
    locals: {},
    setHeader: (name: string, value: string) => {
      sent[name] = value;
    },
    removeHeader: () => {},
  };
  for (const middleware of csp) {
    await new Promise<void>((resolve, reject) =>
      middleware(request, response, (error?: Error) => (error ? reject(error) : resolve())),
    );
  }
  return sent;
}

/** Runs the snippet for Next.js: its configuration, or its middleware with a request by hand. */
export async function runNext(setup: Setup, folder: string, visitor: Visitor): Promise<Sent> {
  const code = codeOf(setup, "next");
  if (!code.includes("next/server")) {
    const [rule] = await (await module(code, folder)).default.headers();
    const pairs = rule.headers.map(({ key, value }: { key: string; value: string }) => [
      key,
      value,
    ]);
    return Object.fromEntries(pairs);
  }
  const stand = "({ next: () => ({ headers: new Headers() }) })";
  const { middleware } = await module(
    code.replace(/^import .*$/m, `const NextResponse = ${stand};`),
    folder,
  );
  const cookies = new Map([
    ["distinct_id", { value: visitor.user }],
    ["session_id", { value: visitor.session }],
  ]);
  return named(middleware({ cookies, headers: new Headers() }).headers, setup);
}

/** Runs the snippet for Cloudflare Workers with an origin that answers by hand. */
export async function runWorkers(setup: Setup, visitor: Visitor): Promise<Sent> {
  const code = codeOf(setup, "workers").replace("export default", "return");
  const worker = new Function("fetch", code)(async () => new Response("page"));
  const cookie = `distinct_id=${visitor.user}; session_id=${visitor.session}`;
  const response = await worker.fetch(
    new Request("https://shop.example/", { headers: { cookie } }),
  );
  return named(response.headers, setup);
}

/** Header names in the spelling of the setup. */
function named(headers: Headers, { lines }: Setup): Sent {
  const names = lines.map((line) => line.slice(0, line.indexOf(":")));
  return Object.fromEntries(names.map((name) => [name, headers.get(name) ?? ""]));
}

/** Runs Django's middleware in plain Python: it needs no Django for what it does. */
export function runPython(setup: Setup, folder: string, visitor: Visitor): Sent {
  const harness = `import json, sys, types
scope = {}
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), scope)
user, session = sys.argv[2:4]
request = types.SimpleNamespace(user=types.SimpleNamespace(pk=user), COOKIES={"session_id": session})
print(json.dumps(scope["csp"](lambda request: {})(request)))`;
  return run("python3", ["-c", harness], codeOf(setup, "django"), folder, visitor);
}

/** Runs the concern of Rails in plain Ruby. */
export function runRuby(setup: Setup, folder: string, visitor: Visitor): Sent {
  const harness = `require "json"; require "erb"; require "securerandom"
module ActiveSupport; module Concern; def included(*); end; end; end
load ARGV[0]
USER, SESSION, SENT = Struct.new(:id).new(ARGV[1]), ARGV[2], {}
class Response; def set_header(name, value); SENT[name] = value; end; end
class Page
  include CspHeaders
  def response; Response.new; end
  def current_user; USER; end
  def cookies; { "session_id" => SESSION }; end
end
Page.new.send(:set_csp_headers)
puts JSON.generate(SENT)`;
  return run("ruby", ["-e", harness], codeOf(setup, "rails"), folder, visitor);
}

/** Runs Laravel's middleware in plain PHP. */
export function runPhp(setup: Setup, folder: string, visitor: Visitor): Sent {
  const harness = `namespace Illuminate\\Support\\Facades { class Vite { static function useCspNonce() { return "abc"; } } }
namespace Illuminate\\Http { class Request {
  function user() { return new class { function getAuthIdentifier() { global $argv; return $argv[2]; } }; }
  function cookie($name) { global $argv; return $argv[3]; } } }
namespace {
  require $argv[1];
  $response = new class { public $headers; };
  $response->headers = new class { public $sent = []; function set($name, $value) { $this->sent[$name] = $value; } };
  (new \\App\\Http\\Middleware\\ContentSecurityPolicy())->handle(new \\Illuminate\\Http\\Request(), fn () => $response);
  echo json_encode($response->headers->sent);
}`;
  return run("php", ["-r", harness, "--"], codeOf(setup, "laravel"), folder, visitor);
}

function run(
  program: "python3" | "ruby" | "php",
  args: readonly string[],
  code: string,
  folder: string,
  { user, session }: Visitor,
): Sent {
  const path = fileWith(code, join(folder, crypto.randomUUID(), "snippet"));
  const command = [programPath(program), ...args, path, user, session];
  const { exitCode, stdout, stderr } = Bun.spawnSync(command);
  if (exitCode !== 0) throw new Error(`${program}: ${stderr}\n${code}`);
  return JSON.parse(stdout.toString());
}

// biome-ignore lint/suspicious/noExplicitAny: what a snippet exports is told apart by its tests.
async function module(code: string, folder: string): Promise<any> {
  return await import(fileWith(code, join(folder, `${crypto.randomUUID()}.mjs`)));
}

function fileWith(text: string, path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
