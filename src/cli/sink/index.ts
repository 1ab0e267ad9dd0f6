import type { Command } from "commander";
import type { Io } from "../io.ts";
import { addSinkNew } from "./new.ts";
import { addSinkTest } from "./test.ts";
import { addSinkTypes } from "./types.ts";

/** Adds `tattle sink` with `new`, `test` and `types`: for authors of sinks. */
export function addSink(program: Command, io: Io): void {
  const command = program
    .command("sink")
    .description("Write a sink of your own: make one, test it.");
  addSinkNew(command, io);
  addSinkTest(command, io);
  addSinkTypes(command, io);
}
