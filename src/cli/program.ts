import { Command } from "commander";
import { addBackup } from "./backup.ts";
import { addCheck } from "./check.ts";
import { addDeadLetters } from "./dead-letters/index.ts";
import { addDemo } from "./demo.ts";
import type { Deps } from "./deps.ts";
import { addDoctor } from "./doctor/index.ts";
import { addErase } from "./erase.ts";
import { EXIT } from "./exit.ts";
import { addExport } from "./export.ts";
import { addImport } from "./import.ts";
import type { Io } from "./io.ts";
import { addIssues } from "./issues.ts";
import { addLogin } from "./login.ts";
import { addOpenapi } from "./openapi.ts";
import { addServe } from "./serve.ts";
import { addSink } from "./sink/index.ts";
import { addSinks } from "./sinks.ts";
import { addTail } from "./tail.ts";
import { addVersion } from "./version.ts";

/** The whole command line. Throws a `CommanderError` where commander would end the process. */
export function createProgram(io: Io, deps: Deps): Command {
  const program = new Command("tattle")
    .description("A self-hosted collector for Content Security Policy and Reporting API reports.")
    .version(deps.version.tattle, "--version", "print the version number")
    .showHelpAfterError("(--help shows what there is)")
    .configureHelp({ showGlobalOptions: false })
    .addHelpText("after", `\n${exitCodes()}`)
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .exitOverride();
  addServe(program, io, deps);
  addDemo(program, io, deps);
  addCheck(program, io, deps);
  addLogin(program, io);
  addDoctor(program, io, deps.version.tattle);
  addIssues(program, io);
  addExport(program, io);
  addImport(program, io);
  addTail(program, io);
  addSinks(program, io, deps);
  addDeadLetters(program, io);
  addErase(program, io);
  addSink(program, io);
  addBackup(program, io, deps);
  if (deps.openapi !== undefined) addOpenapi(program, io, deps.openapi);
  addVersion(program, io, deps.version);
  return program;
}

function exitCodes(): string {
  const lines = Object.values(EXIT).map(
    ({ code, meaning }) => `  ${`${code}`.padEnd(4)} ${meaning}`,
  );
  return ["Exit codes:", ...lines].join("\n");
}
