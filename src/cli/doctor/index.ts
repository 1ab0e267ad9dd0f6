import { type Command, InvalidArgumentError } from "commander";
import { DOCTOR_URL } from "../../report/doctor-report.ts";
import { CodedError } from "../../report/errors.ts";
import { webUrl } from "../../setup/index.ts";
import type { Io } from "../io.ts";
import { safeJson } from "../safe-json.ts";
import { CHECKS } from "./check.ts";
import { examine } from "./examine.ts";
import { allChecks, render } from "./render.ts";

interface DoctorOptions {
  json?: true;
  send: boolean;
}

/** Adds `tattle doctor`. */
export function addDoctor(program: Command, io: Io, version: string): void {
  program
    .command("doctor")
    .description("Look at a site as browsers do, and say why its reports do or do not arrive.")
    .argument("<url>", "a page of the site", readUrl)
    .option("--json", "print what was found as one JSON object")
    .option("--no-send", "send no report")
    .addHelpText("after", help())
    .action(async (url: URL, { json, send }: DoctorOptions) => {
      const examination = await examine(url, { fetch: io.fetch, version, send });
      io.stdout(json ? safeJson(examination) : render(examination));
      const wrong = allChecks(examination).filter(({ state }) => state === "fail").length;
      if (wrong > 0) {
        throw new CodedError("doctor_failed", `${wrong} of the checks failed`);
      }
    });
}

function readUrl(text: string): URL {
  const url = webUrl(text);
  if (url === null) throw new InvalidArgumentError("It must be an http(s) URL.");
  return url;
}

function help(): string {
  const width = Math.max(...Object.keys(CHECKS).map((id) => id.length));
  const checks = Object.entries(CHECKS).map(([id, text]) => `  ${id.padEnd(width)}  ${text}`);
  return `
It fetches the page twice, once past caches, and follows redirects. Endpoints whose path ends in
/report/ get a preflight and one report, as a browser would send it: about this page, with
${DOCTOR_URL} as what was blocked, so that everybody sees what it is. Other
people's collectors are not asked. ✓ is fine, ! works less than it could, ✗ loses reports: then the
exit code is 8.

Checks:
${checks.join("\n")}

Examples:
  tattle doctor https://shop.example/
  tattle doctor --json --no-send https://shop.example/`;
}
