import { join, resolve } from "node:path";
import type { Command } from "commander";
import { CodedError } from "../../report/errors.ts";
import { writeAll } from "../disk.ts";
import type { Io } from "../io.ts";

/** As the contract asks of a plugin's name. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** Adds `tattle sink new`. */
export function addSinkNew(command: Command, io: Io): void {
  command
    .command("new")
    .argument("<name>", "lower-case letters, digits and hyphens; also the name of the folder")
    .description("Make a folder with a working sink, its test, and all that both need.")
    .addHelpText(
      "after",
      `
Examples:
  tattle sink new my-sink
  tattle sink test my-sink`,
    )
    .action(async (name: string) => {
      const folder = newFolder(name, io);
      // Only here: in development it is made when it is first asked for, which takes a second.
      const { KIT_FOLDER, supportFiles, templateFiles } = await import("./starter.ts");
      writeAll(io.disk, folder, templateFiles(name));
      writeAll(io.disk, join(folder, KIT_FOLDER), supportFiles());
      io.stdout(nextSteps(name));
    });
}

/** The folder to make. @throws CodedError `sink_name_invalid`, `sink_folder_taken` */
function newFolder(name: string, io: Io): string {
  if (!NAME.test(name)) {
    throw new CodedError("sink_name_invalid", `${JSON.stringify(name)} cannot name a sink`);
  }
  const folder = resolve(io.cwd, name);
  const kind = io.disk.kind(folder);
  if (kind === "file" || (kind === "folder" && io.disk.list(folder).length > 0)) {
    throw new CodedError("sink_folder_taken", `${folder} is there already`);
  }
  return folder;
}

function nextSteps(name: string): string {
  return `Made ${name}/. It works as it is:

  tattle sink test ${name}     runs its tests

Then change ${name}/index.ts, and name it in the config file:

  [[sinks]]
  use = "./${name}/index.ts"
  config = { url = "https://example.org/reports" }
`;
}
