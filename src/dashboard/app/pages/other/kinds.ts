/** What a type of report is, for who never met it. */
export interface Kind {
  readonly title: string;
  /** What has happened, in a sentence. */
  readonly what: string;
  /** What to do about it. */
  readonly todo: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  crash: {
    title: "Crashes",
    what: "The tab died: the page ran out of memory, hung until somebody closed it, or the browser itself failed.",
    todo: "Look for one page that stands out. oom: find what holds on to memory. unresponsive: find what blocks the main thread; body may have its stack. Without a reason there is little a site can do.",
  },
  deprecation: {
    title: "Deprecations",
    what: "The page uses something that browsers are going to remove.",
    todo: "The body says what, where in the code and, often, until when it works. Code of others is named by sourceFile: update it or tell its maker.",
  },
  intervention: {
    title: "Interventions",
    what: "The browser refused what the page asked for, because it would harm the visitor: a heavy ad, a vibration, a blocking script.",
    todo: "The message says what was refused. It will go on being refused; leave it out, or do it after the visitor has clicked.",
  },
  "network-error": {
    title: "Network errors",
    what: "A request failed on its way, often before it reached a server: names that do not resolve, refused connections, broken certificates. The URL is that of the request, not of a page.",
    todo: "phase and type say how far it came. Errors of one visitor are theirs; the same type from many is yours, or your host's. They need the NEL header besides Reporting-Endpoints.",
  },
  "permissions-policy-violation": {
    title: "Permissions policy",
    what: "The page, or a frame in it, asked for a feature that its Permissions-Policy denies, such as the camera or the location.",
    todo: "Where the feature is needed, allow it in the header, and for frames by allow=. Where it is not, find who asks: sourceFile says it.",
  },
  "potential-permissions-policy-violation": {
    title: "Permissions policy, tried out",
    what: "A frame would be denied a feature: its allow= and the policy do not agree.",
    todo: "Give the frame allow= for the feature, or take the request for it out.",
  },
  "document-policy-violation": {
    title: "Document policy",
    what: "The page breaks a limit that its own Document-Policy sets, such as the size of images.",
    todo: "Repair what the body names, or widen the limit.",
  },
  coep: {
    title: "Cross-origin embedding",
    what: "Something from another origin was loaded, or would be, without agreeing to it, which Cross-Origin-Embedder-Policy forbids.",
    todo: "Have blockedURL answered with Cross-Origin-Resource-Policy: cross-origin, or load it with crossorigin. Enforce the policy once none are left.",
  },
  coop: {
    title: "Cross-origin openers",
    what: "A window lost, or would lose, its connection to the one that opened it, which Cross-Origin-Opener-Policy cuts.",
    todo: "Logins and payments in a pop-up need that connection: use same-origin-allow-popups for pages that open them.",
  },
  "integrity-violation": {
    title: "Integrity",
    what: "A script was loaded, or would be, without an integrity hash, which Integrity-Policy demands.",
    todo: "Add integrity= to the element that loads blockedURL; with your own host, have the build write it.",
  },
  "csp-hash": {
    title: "Hashes of scripts",
    what: "Not an error: the hash of a script that was loaded, sent because the policy has 'report-sha256'.",
    todo: "They tell which scripts really run: put these hashes into script-src, or compare them with what you have shipped. Take 'report-sha256' out when the inventory is done; every load of every script is a report.",
  },
  "connection-allowlist": {
    title: "Connection allowlist",
    what: "The page connected, or would, to where its Connection-Allowlist does not let it.",
    todo: "Add the address to the list, or find what connects there.",
  },
};

const UNKNOWN: Omit<Kind, "title"> = {
  what: "A type that Tattle does not know. Its reports are kept as they came.",
  todo: "The body says what there is to know. Newer browsers, or scripts of the site itself, send such types.",
};

/** What a type is; anything at all may be one. */
export function kindOf(type: string): Kind {
  if (Object.hasOwn(KINDS, type)) return KINDS[type] ?? { title: type, ...UNKNOWN };
  if (type === "*") {
    return {
      title: "Many other types",
      what: "More types came in than are counted one by one.",
      todo: "Somebody sends made-up types. The settings of a project can say which ones are taken.",
    };
  }
  return { title: type, ...UNKNOWN };
}
