import type { Command } from "commander";
import type { Io } from "./io.ts";

/** Adds `tattle openapi`. */
export function addOpenapi(program: Command, io: Io, openapi: () => unknown): void {
  program
    .command("openapi")
    .description("Print the OpenAPI document of the API as JSON.")
    .addHelpText("after", "\nExamples:\n  tattle openapi > openapi.json")
    .action(async () => io.stdout(`${JSON.stringify(await openapi(), null, 2)}\n`));
}
