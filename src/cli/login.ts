import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Command } from "commander";
import { CodedError } from "../report/errors.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, readConfig, withConfigOptions } from "./options.ts";
import { ask, withUrlOption } from "./server.ts";

/** What `POST /api/v1/login-codes` answers, as far as this command needs it. */
const LoginCode = Type.Object({ url: Type.String() });

/** Adds `tattle login`. */
export function addLogin(program: Command, io: Io): void {
  withUrlOption(withConfigOptions(program.command("login")))
    .description("Print a URL that opens the dashboard once.")
    .addHelpText(
      "after",
      `
Reads the admin token from the configuration or the data folder and asks the running Tattle.
The URL holds a one-time code, not the token. Run it as the user that Tattle runs as.

Examples:
  tattle login
  tattle login --config /etc/tattle/tattle.toml
  tattle login --url https://csp.example.org`,
    )
    .action(async (options: ConfigOptions & { url?: string }) => {
      const config = readConfig(options, io);
      const answer = await ask(config, options.url, io, "POST", "/api/v1/login-codes");
      if (!Value.Check(LoginCode, answer)) {
        throw new CodedError("server_unexpected", "the answer holds no login URL");
      }
      io.stdout(`${answer.url}\n`);
    });
}
