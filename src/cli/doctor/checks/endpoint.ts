import { parseSampleRate } from "../../../admission/index.ts";
import { isLoopback } from "../../../setup/index.ts";
import { type Check, fail, ok, warn } from "../check.ts";
import { shownEndpoint } from "../shown-url.ts";
import type { Use } from "../site.ts";

/** What an endpoint's URL alone tells. */
export function urlChecks(url: URL, page: URL, uses: ReadonlySet<Use>): Check[] {
  return [scheme(url, page, uses), ...sampleRate(url), ...credentials(url)];
}

/** Whether the endpoint seems to be a Tattle, and so may be asked. */
export function isOurs(url: URL): boolean {
  return /\/report\/?$/.test(url.pathname) && !/(?:^|\.)posthog\.com$/.test(url.hostname);
}

function scheme(url: URL, page: URL, uses: ReadonlySet<Use>): Check {
  const shown = shownEndpoint(url);
  if (url.protocol === "https:") return ok("endpoint-url", `${shown} is https.`);
  if (isLoopback(url.hostname)) {
    const text = `${shown} is on this machine: only its own browsers reach it`;
    const byUri = uses.has("report-uri");
    return byUri
      ? warn(
          "endpoint-url",
          `${text}.`,
          "Put Tattle behind https under a public name before you use it on a site.",
        )
      : fail(
          "endpoint-url",
          `${text}, and Reporting-Endpoints needs https.`,
          "Put Tattle behind https.",
        );
  }
  const advice = "Put Tattle behind https and use that URL.";
  return page.protocol === "https:"
    ? fail(
        "endpoint-url",
        `${shown} is http: no browser sends it reports of an https page.`,
        advice,
      )
    : warn("endpoint-url", `${shown} is http: reports can be read on their way.`, advice);
}

function sampleRate(url: URL): Check[] {
  const raw = url.searchParams.getAll("sample_rate").at(-1);
  if (raw === undefined) return [];
  const { rate, problem } = parseSampleRate(raw);
  const advice = "It has to be a number above 0 and up to 1, such as 0.1 for a tenth.";
  if (problem !== null) {
    return [
      warn(
        "sample-rate",
        `sample_rate=${raw} makes no sense, and keeps ${rate <= 0 ? "nothing" : "everything"}.`,
        advice,
      ),
    ];
  }
  if (rate === 0) return [warn("sample-rate", `sample_rate=${raw} keeps nothing.`, advice)];
  return [ok("sample-rate", `sample_rate=${raw} keeps ${Number((rate * 100).toPrecision(6))} %.`)];
}

function credentials(url: URL): Check[] {
  if (url.username === "" && url.password === "") return [];
  return [
    fail(
      "endpoint-url",
      "The report URL holds credentials: everybody can read them, and browsers refuse such URLs.",
      "Take them out, and change the password.",
    ),
  ];
}
