import { formatAddress } from "./address.ts";
import type { Config } from "./config.ts";
import type { Findings } from "./findings.ts";
import { DEFAULT_ORIGIN, type Entry, type Input, type Origin, type Table } from "./input.ts";

/** Fewest characters of an admin token. Its length is what stands against guesses. */
const SHORTEST_TOKEN = 16;

/** What several settings together must keep; each alone is right already. */
export function checkSettings(
  config: Config,
  top: Table,
  sinks: Input | undefined,
  findings: Findings,
): void {
  const { admin, listen, tls, limits } = config;
  const fail = (path: string, message: string) =>
    findings.problem(path, originOf(top, path.split(".")), message);

  if (tls !== null && listen.kind === "unix") fail("tls", "cannot be used with a unix socket");
  if (admin.listen !== null && isSame(formatAddress(admin.listen), formatAddress(listen))) {
    fail("admin.listen", "is the same as listen; leave it out");
  }
  if (limits.body > limits.bodiesInFlight) {
    fail("limits.body", "must not be larger than limits.bodies_in_flight");
  }
  if (admin.token !== null && admin.token.reveal().length < SHORTEST_TOKEN) {
    fail("admin.token", `is shorter than ${SHORTEST_TOKEN} characters and can be guessed`);
  }
  const { smtp } = config;
  if (smtp !== null && (smtp.user === null) !== (smtp.password === null)) {
    fail("smtp", "needs both user and password, or neither");
  }
  for (const [index, { retry }] of config.sinks.entries()) {
    const item = sinks?.kind === "list" ? sinks.items[index] : undefined;
    const origin = item?.origin ?? DEFAULT_ORIGIN;
    if (retry.min <= retry.max) continue;
    findings.problem(`sinks[${index}].retry`, origin, "min must not be more than max");
  }
}

/** Port 0 is another port each time. */
function isSame(a: string, b: string): boolean {
  return a === b && !a.endsWith(":0");
}

/** Where a setting was written, or the nearest table around it. */
function originOf(top: Table, path: readonly string[]): Origin {
  let input: Input = top;
  let origin: Origin = top.origin;
  for (const key of path) {
    const entry: Entry | undefined = input.kind === "table" ? input.entries.get(key) : undefined;
    if (entry === undefined) return origin;
    origin = entry.origin;
    input = entry.value;
  }
  return origin;
}
