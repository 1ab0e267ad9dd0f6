import { domainsOf } from "./services.ts";

/** A host that sites do not use on purpose, and why. Completes "…, which …". */
const PROBES = "scanners and testers use to learn that their code ran in a page";
const MINERS = "makes visitors mine cryptocurrency";
const DROPS = "anybody can post to, and skimmers do";
const HIJACKED = "served malware after its domain changed hands";

const LISTED: readonly (readonly [kind: SuspectKind, what: string, domains: string])[] = [
  ["probe", PROBES, "oastify.com burpcollaborator.net interact.sh bxss.me xss.report xss.ht"],
  [
    "probe",
    PROBES,
    "oast.fun oast.pro oast.live oast.site oast.online oast.me ezxss.com dnslog.cn",
  ],
  ["probe", PROBES, "ceye.io canarytokens.com requestrepo.com xsshunter.com js.rip"],
  ["miner", MINERS, "coinhive.com coin-hive.com crypto-loot.com coinimp.com jsecoin.com minero.cc"],
  ["drop", DROPS, "api.telegram.org webhook.site requestbin.net pipedream.net hookbin.com"],
  ["hijacked", HIJACKED, "polyfill.io bootcss.com staticfile.net unionadjs.com"],
];

export type SuspectKind = "probe" | "miner" | "drop" | "hijacked";

export interface Suspect {
  readonly kind: SuspectKind;
  readonly what: string;
}

const BY_DOMAIN: ReadonlyMap<string, Suspect> = new Map(
  LISTED.flatMap(([kind, what, domains]) =>
    domains.split(" ").map((domain): [string, Suspect] => [domain, { kind, what }]),
  ),
);

/** Whether the host is one that attackers and testers are known to use. */
export function suspectAt(host: string): Suspect | null {
  for (const domain of domainsOf(host)) {
    const suspect = BY_DOMAIN.get(domain);
    if (suspect !== undefined) return suspect;
  }
  return null;
}

/** Where anybody gets a name within a minute and without paying. */
const THROW_AWAY =
  /\.(?:workers\.dev|pages\.dev|herokuapp\.com|ngrok\.io|ngrok-free\.app|glitch\.me|000webhostapp\.com|trycloudflare\.com|duckdns\.org|no-ip\.org)$/;
/** Top-level domains that public lists of skimmers' domains name most. */
const CHEAP =
  /\.(?:su|top|pw|click|link|xyz|icu|tk|ml|ga|cf|gq|buzz|cyou|website|biz|ws|cc|rest|cam|sbs)$/;

/** True for hosts whose names cost nearly nothing. */
export function isThrowAway(host: string): boolean {
  return THROW_AWAY.test(host) || CHEAP.test(host);
}
