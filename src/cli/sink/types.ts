import { join, resolve } from "node:path";
import type { Command } from "commander";
import { CodedError } from "../../report/errors.ts";
import { writeAll } from "../disk.ts";
import type { Io } from "../io.ts";

/** Adds `tattle sink types`. */
export function addSinkTypes(command: Command, io: Io): void {
  command
    .command("types")
    .argument("[folder]", "the sink's folder", ".")
    .description(
      "Write types and test kit of this Tattle into a sink's folder, in place of older ones.",
    )
    .addHelpText("after", "\nExamples:\n  tattle sink types my-sink")
    .action(async (path: string) => {
      const folder = resolve(io.cwd, path);
      if (io.disk.kind(folder) !== "folder") {
        throw new CodedError("sink_not_found", `${folder} is no folder`);
      }
      const { KIT_FOLDER, supportFiles } = await import("./starter.ts");
      const kit = join(folder, KIT_FOLDER);
      io.disk.remove(kit);
      writeAll(io.disk, kit, supportFiles());
      io.stdout(`Wrote ${kit}.\n`);
    });
}
