/** What each reason not to keep a report means to who runs a site. */
export const DROP_MEANINGS: Readonly<Record<string, string>> = {
  sampled_out: "left out by sample_rate, as asked",
  unknown_token: "the token in the report URL names no project",
  retired_project: "the project was retired",
  origin_not_allowed: "the page is on none of the project's origins",
  rate_limited: "more than the rate limit lets through",
  quota_exceeded: "more than the project may have a day",
  filtered: "noise, where the project drops it",
  type_not_accepted: "a type of report that the project does not take",
  malformed: "not readable as a report",
};
