import { allowsAllInline, governingDirective, type Policy } from "../policy/portable.ts";
import type { AdviceList } from "./advice.ts";
import { withSources } from "./change.ts";
import { webUrl } from "./endpoint.ts";
import type { PostHogInput } from "./input.ts";

interface PostHogHosts {
  /** What the snippet loads from and sends to. */
  readonly scripts: readonly string[];
  /** Where the toolbar comes from, and who may frame the site for heatmaps. */
  readonly app: string;
}

/** The policy with what PostHog's own scripts need, as its documentation has it, and no wildcard. */
export function withPostHog(policy: Policy, input: PostHogInput, advice: AdviceList): Policy {
  if (!input.enabled) return policy;
  const hosts = hostsOf(input.region);
  if (hosts === null) {
    advice.add("posthog-host-unusable", input.region);
    return policy;
  }
  if (!letsInline(policy)) advice.add("posthog-inline");
  const amended = toolbar(snippet(policy, hosts, advice), hosts, input.toolbar === true);
  if (amended !== policy) advice.add("posthog-added");
  return amended;
}

function hostsOf(region: string): PostHogHosts | null {
  if (region === "us" || region === "eu") {
    const scripts = [`https://${region}.i.posthog.com`, `https://${region}-assets.i.posthog.com`];
    return { scripts, app: `https://${region}.posthog.com` };
  }
  const url = webUrl(region);
  return url === null ? null : { scripts: [url.origin], app: url.origin };
}

/** Workers first: where a policy has only `default-src`, they must not begin with the scripts' hosts. */
function snippet(policy: Policy, { scripts }: PostHogHosts, advice: AdviceList): Policy {
  const workers = withSources(policy, "worker-src", ["'self'", "blob:", "data:"]);
  const connect = withSources(workers, "connect-src", scripts);
  if (isStrictDynamic(connect)) {
    advice.add("strict-dynamic");
    return connect;
  }
  return withSources(connect, "script-src-elem", scripts);
}

function toolbar(policy: Policy, { scripts, app }: PostHogHosts, wanted: boolean): Policy {
  if (!wanted) return policy;
  const hosts = [...new Set([...scripts, app])];
  const kinds = ["img-src", "style-src-elem", "font-src", "media-src", "connect-src"];
  const loading = isStrictDynamic(policy) ? kinds : [...kinds, "script-src-elem"];
  const loaded = loading.reduce((next, kind) => withSources(next, kind, hosts), policy);
  return withSources(loaded, "frame-ancestors", ["'self'", app]);
}

function letsInline(policy: Policy): boolean {
  const governing = governingDirective(policy, "script-src-elem");
  return governing === null || allowsAllInline(governing.sources, "script");
}

function isStrictDynamic(policy: Policy): boolean {
  const governing = governingDirective(policy, "script-src-elem");
  return (
    governing?.sources.some((one) => one.kind === "keyword" && one.keyword === "strict-dynamic") ??
    false
  );
}
