import { join } from "node:path";
import { type Command, Option } from "commander";
import { type Config, formatAddress } from "../config/index.ts";
import { ADMIN_TOKEN_FILE } from "../http/admin-token.ts";
import { CodedError } from "../report/errors.ts";
import type { Io } from "./io.ts";

/** How long a running Tattle may take to answer, in milliseconds. */
const TIMEOUT = 10_000;

/** Adds `--url`. */
export function withUrlOption(command: Command): Command {
  return command.addOption(
    new Option(
      "--url <url>",
      "address of the running Tattle, where the configuration's does not do",
    ),
  );
}

/** Asks the running Tattle of this configuration. Throws a CodedError that says what to do. */
export async function ask(
  config: Config,
  url: string | undefined,
  io: Io,
  method: "GET" | "POST",
  path: string,
): Promise<unknown> {
  const { base, unix } = serverOf(config, url);
  const init = {
    method,
    headers: { authorization: `Bearer ${adminToken(config, io)}` },
    signal: AbortSignal.timeout(TIMEOUT),
    // The token must not follow to wherever somebody points.
    redirect: "error" as const,
    ...(unix === null ? {} : { unix }),
  };
  const shown = unix === null ? base : `unix:${unix}`;
  const response = await io.fetch(`${base}${path}`, init).catch((error: unknown) => {
    throw new CodedError("server_unreachable", `no answer from ${shown}`, { cause: error });
  });
  if (response.status === 401 || response.status === 403) {
    throw new CodedError("token_refused", `${shown} does not accept this admin token`);
  }
  if (!response.ok) {
    throw new CodedError("server_unexpected", `${shown} answered ${response.status} to ${path}`);
  }
  return response.json().catch((error: unknown) => {
    throw new CodedError("server_unexpected", `${shown} answered no JSON to ${path}`, {
      cause: error,
    });
  });
}

/** Where dashboard and API of a configuration are reached from this machine. */
export function serverOf(config: Config, url?: string): { base: string; unix: string | null } {
  if (url !== undefined) return { base: url.replace(/\/+$/, ""), unix: null };
  const address = config.admin.listen ?? config.listen;
  if (address.kind === "unix") return { base: "http://localhost", unix: address.path };
  // A certificate is made out to the public name, not to an address of this machine.
  if (config.tls !== null && config.publicUrl !== null && config.admin.listen === null) {
    return { base: config.publicUrl, unix: null };
  }
  const scheme = config.tls === null ? "http" : "https";
  const hostname = LOCAL.get(address.hostname) ?? address.hostname;
  return { base: `${scheme}://${formatAddress({ ...address, hostname })}`, unix: null };
}

/** Addresses that mean "all of this machine's" are none that one can connect to everywhere. */
const LOCAL: ReadonlyMap<string, string> = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

function adminToken(config: Config, io: Io): string {
  if (config.admin.token !== null) return config.admin.token.reveal();
  const path = join(config.data, ADMIN_TOKEN_FILE);
  const token = readToken(path, io);
  if (token === "") throw new CodedError("token_missing", `${path} is empty`);
  return token;
}

function readToken(path: string, io: Io): string {
  try {
    return io.readFile(path).trim();
  } catch (error) {
    throw new CodedError("token_missing", `cannot read ${path}`, { cause: error });
  }
}
