import { isDropReason } from "../../../report/drop.ts";
import { type Check, type CheckId, fail, ok, warn } from "../check.ts";
import { type Answer, adviceFor } from "../probe.ts";

type Answered = Exclude<Answer, { error: string }>;

/** Whether browsers get through the preflight. */
export function preflightChecks(answer: Answer, origin: string): Check[] {
  return [
    browser("preflight-chromium", "Chromium", answer, origin),
    browser("preflight-firefox", "Firefox", answer, origin),
  ];
}

const FIX =
  "Let a proxy hand OPTIONS on to Tattle, which answers it right, and add no CORS headers of its own.";

function browser(id: CheckId, name: string, answer: Answer, origin: string): Check {
  const problem = "error" in answer ? answer.error : preflightProblem(answer, name, origin);
  return problem === null
    ? ok(id, `The preflight is answered as ${name} needs it.`)
    : warn(id, `${name} sends nothing by Reporting-Endpoints: ${problem}.`, FIX);
}

function preflightProblem(
  { status, headers }: Answered,
  name: string,
  origin: string,
): string | null {
  if (status >= 300 && status < 400)
    return name === "Chromium" ? null : "the preflight is redirected";
  if (status < 200 || status > 299) return `the preflight is answered ${status}`;
  if (!allowsOrigin(headers, origin)) return "Access-Control-Allow-Origin does not name the site";
  const allowed = (headers.get("access-control-allow-headers") ?? "").toLowerCase().split(",");
  const takes = allowed.some((each) => ["content-type", "*"].includes(each.trim()));
  return takes ? null : "Access-Control-Allow-Headers lacks Content-Type";
}

/** What became of the report that was sent. */
export function deliveryChecks(answer: Answer, origin: string): Check[] {
  if ("error" in answer) {
    return [
      fail(
        "report-taken",
        `The endpoint does not answer: ${answer.error}.`,
        adviceFor(answer.error, "Check that Tattle runs and that its public name leads to it."),
      ),
    ];
  }
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    return [
      fail(
        "endpoint-path",
        `The endpoint answers with a redirect (${status}), which browsers do not follow with a report.`,
        "Use the URL that it redirects to; a slash at the end or www is the usual difference.",
      ),
    ];
  }
  if (status === 404) {
    return [
      fail(
        "endpoint-path",
        "There is nothing at that path (404).",
        "Tattle takes reports on /report/; check what the proxy makes of the path.",
      ),
    ];
  }
  const path = ok("endpoint-path", "The endpoint answers without a redirect.");
  return [path, taken(answer), ...cors(headers, origin)];
}

function taken({ status, headers, text }: Answered): Check {
  if (status >= 200 && status < 300) return dropped(headers.get("tattle-dropped") ?? "");
  const code = /"code":\s*"([a-z_]{1,40})"/.exec(text)?.[1];
  const said = code === undefined ? `${status}` : `${status}, ${code}`;
  if (status === 400 && /token|capture_error/.test(text)) {
    return fail(
      "report-taken",
      `The report was refused (${said}): the URL has no token.`,
      "Add the project's token: ?token=…",
    );
  }
  if (status === 503) {
    return fail(
      "report-taken",
      `The report was not stored (${said}).`,
      "Look at /readyz and the log of Tattle: its disk may be full.",
    );
  }
  return fail(
    "report-taken",
    `The report was refused (${said}).`,
    "Check that the URL is Tattle's, and that no proxy or login stands before it.",
  );
}

/** What to do about reports that are dropped on purpose, by reason. */
const ADVICE: Readonly<Record<string, readonly ["fail" | "warn", string]>> = {
  unknown_token: ["fail", "No project has this token: correct it, or make the project."],
  retired_project: ["fail", "The token's project is retired: use another one, or take it back."],
  origin_not_allowed: ["fail", "Add the site's origin to the project's origins."],
  rate_limited: [
    "warn",
    "Too many reports came at once: raise the project's rate, or send fewer by sample_rate.",
  ],
  quota_exceeded: [
    "warn",
    "The project's quota of today is used up: raise it, or send fewer by sample_rate.",
  ],
  type_not_accepted: ["warn", "The project does not take reports of this type."],
  malformed: ["fail", "What stands between changed the report on its way."],
};

/** Drops that the report was sure of, or may meet on any site that is well. */
const MEANT: Readonly<Record<string, string>> = {
  sampled_out: "was taken, and sampled out",
  filtered: "was taken, and dropped as noise, as the project has it",
};

function dropped(header: string): Check {
  const reason = header.split(",")[0]?.trim() ?? "";
  if (reason === "") return ok("report-taken", "A report that was sent the same way was taken.");
  const meant = MEANT[reason];
  if (meant !== undefined)
    return ok("report-taken", `A report that was sent the same way ${meant}.`);
  const [state, advice] = ADVICE[reason] ?? ["warn", "See the drop reasons in the guide."];
  const text = `Tattle dropped the report: ${isDropReason(reason) ? reason : "for an unknown reason"}.`;
  return state === "fail" ? fail("report-taken", text, advice) : warn("report-taken", text, advice);
}

function cors(headers: Headers, origin: string): Check[] {
  return allowsOrigin(headers, origin)
    ? [ok("answer-cors", "The answer allows the site's origin, as Firefox needs it.")]
    : [
        warn(
          "answer-cors",
          "Access-Control-Allow-Origin of the answer does not name the site: Firefox sends each report of Reporting-Endpoints three times.",
          FIX,
        ),
      ];
}

function allowsOrigin(headers: Headers, origin: string): boolean {
  const allowed = headers.get("access-control-allow-origin");
  return allowed === "*" || allowed === origin;
}
