import { BLOG, INTRANET, SHOP, SHOP_CDN, SITES } from "./sites.ts";
import { RETIRED_TOKEN } from "./tales/dropped.ts";

/** The sink that fails, and its token for nothing. */
export const FAILING_SINK = "warehouse";

/**
 * The demo's config file. Nobody is told of anything, and nothing is forwarded but to the
 * receiver of this process.
 *
 * @param receiver where the failing sink sends reports
 */
export function configText(receiver: string): string {
  return `${projects()}
[log]
level = "error"

[shutdown]
timeout = "1s"

[[sinks]]
type = "sqlite"
start = "oldest"
# \`--now\` may be long ago.
retention = { reports = "36500d", rollups = "36500d" }

[[sinks]]
type = "webhook"
name = "${FAILING_SINK}"
url = "${receiver}"
private_addresses = "allow"
start = "oldest"
batch = { max_reports = 100, max_age = "100ms" }
retry = { min = "20ms", max = "2s" }
`;
}

function projects(): string {
  const rest: Readonly<Record<string, string>> = {
    [SHOP.name]: `origins = ["${SHOP.origin}", "${SHOP_CDN}"]`,
    [BLOG.name]: "",
    [INTRANET.name]: `noise = "drop"\nrate_limit = { per_second = 5, burst = 20 }`,
  };
  const active = SITES.map(
    ({ name, token }) =>
      `[[projects]]\nname = "${name}"\ntoken = "${token}"\n${rest[name] ?? ""}\n`,
  );
  const retired = `[[projects]]\nname = "old-shop"\ntoken = "${RETIRED_TOKEN}"\nstate = "retired"\n`;
  return [...active, retired].join("\n");
}
