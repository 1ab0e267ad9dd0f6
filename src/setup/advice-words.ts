/** `problem`: what was given cannot be used. `warning`: it works less than it seems to. */
export type AdviceLevel = "problem" | "warning" | "note";

/** Everything that a setup may say, by its stable id. */
export const ADVICE = {
  "base-unusable": [
    "problem",
    "The address of Tattle is no http(s) URL; the headers show https://csp.example.org in its place.",
  ],
  "posthog-host-unusable": [
    "problem",
    "PostHog's host is no http(s) origin, so nothing was added for it.",
  ],
  "policy-missing": [
    "problem",
    "No policy was found in the text, so a policy to start with stands in its place.",
  ],
  "policy-too-long": [
    "problem",
    "Only the first 32 KB and the first 20 policies of the text were read: no browser gets such headers.",
  ],
  "base-without-scheme": [
    "warning",
    "The address of Tattle had no scheme; https:// was put before it.",
  ],
  "base-http": [
    "warning",
    "Tattle is reached by http: no browser sends it the reports of an https page. Put it behind https.",
  ],
  "base-local": [
    "warning",
    "Tattle is on the loopback: only browsers on the same machine reach it. Set public_url before you use this on a site.",
  ],
  "base-credentials": [
    "warning",
    "Credentials were taken out of Tattle's address: a policy is public, and browsers send none.",
  ],
  "sample-rate": [
    "warning",
    "The sample rate was left out: it has to be a number above 0 and up to 1, such as 0.1 for a tenth.",
  ],
  "non-ascii": [
    "warning",
    "The policy held characters outside ASCII, and browsers drop a whole header that has one. Hosts are written in punycode, the rest percent-encoded.",
  ],
  "encoded-characters": [
    "warning",
    "Characters that no URL may hold were percent-encoded, so that the policy means the same in every configuration file.",
  ],
  "meta-report-only": [
    "warning",
    "A report-only policy in a <meta> element is ignored by all browsers; as a header it works.",
  ],
  "meta-policy": [
    "warning",
    "The policy was in a <meta> element, where report-uri, frame-ancestors and sandbox are ignored. As a header they take effect; take the element out of the page, or both policies hold.",
  ],
  "header-ignored": ["warning", "A line that is no policy was left out."],
  "report-only-demotes": [
    "warning",
    "The policy was enforced and is now report-only: it no longer blocks anything. Go on sending the old header as well until the new one is enforced.",
  ],
  "report-only-promoted": [
    "warning",
    "The policy was report-only and is now enforced: be sure that its reports are quiet.",
  ],
  "report-only-sandbox": ["warning", "sandbox is ignored in a report-only policy."],
  "report-only-upgrade": [
    "warning",
    "upgrade-insecure-requests is ignored in a report-only policy; send it in an enforced one.",
  ],
  "fixed-nonce": [
    "warning",
    "The policy holds a nonce. One that is the same in every answer protects nothing: ask for a nonce made by your own code.",
  ],
  "nonce-ungoverned": [
    "warning",
    "No nonce was added: the policy restricts no scripts, so there is nothing that it could let in.",
  ],
  "strict-dynamic": [
    "warning",
    "The policy has 'strict-dynamic', which ignores hosts of scripts: PostHog's script element needs the nonce.",
  ],
  "posthog-inline": [
    "warning",
    "The policy lets no inline script in, and PostHog's snippet is one: give it a nonce, or take posthog-js into your own scripts.",
  ],
  "long-header": [
    "warning",
    "The header is longer than 4 KB; several proxies and servers refuse or cut such headers at 8 KB or less.",
  ],
  "policy-mistake": [
    "warning",
    "A part of the policy has no effect, or not the one that it seems to have.",
  ],
  "start-policy": [
    "note",
    "A strict policy to start with: everything from the site itself, no plugins, samples of inline code in reports. Its reports tell what the site needs besides.",
  ],
  "report-only": [
    "note",
    "Report-only blocks nothing. Once its reports are quiet, send the same policy as Content-Security-Policy.",
  ],
  "report-uri": [
    "note",
    "report-uri brings violations from every browser, and from frames and workers as well.",
  ],
  "reporting-endpoints": [
    "note",
    "The endpoint named default brings everything that is no violation: crashes, deprecations, interventions.",
  ],
  "report-to-removed": [
    "note",
    "report-to was taken out. Browsers that know it ignore report-uri, and then lose reports of workers (Chromium), of srcdoc, blank, data: and blob: children, of frame-ancestors, and of all http pages; with an undefined group everything is lost. What that group's endpoint took now comes to Tattle alone.",
  ],
  "report-uris-kept": ["note", "Other report URLs were kept: each gets a copy of every violation."],
  "report-uris-replaced": [
    "note",
    "Other report URLs were taken out; their collectors get nothing any more.",
  ],
  "endpoints-kept": ["note", "Other endpoints of the pasted Reporting-Endpoints header were kept."],
  "endpoint-replaced": [
    "note",
    "The endpoint default went elsewhere and is now Tattle's; it takes one URL only.",
  ],
  "several-policies": [
    "note",
    "There are several policies. All of them hold, and each reports for itself: one violation can come more than once.",
  ],
  "posthog-added": [
    "note",
    "PostHog's own hosts were added where the policy restricts what its scripts do; a new directive begins with the sources that held before.",
  ],
  "per-user": [
    "note",
    "The header differs from user to user: no shared cache may keep such an answer (Cache-Control: private). Never use the secret of a login session, since the URL is seen by the page and in reports.",
  ],
  "nonce-per-answer": [
    "note",
    "The nonce is new in each answer: put the same one on your script elements, and let no cache keep the page. Beside a nonce browsers ignore 'unsafe-inline'.",
  ],
} as const satisfies Readonly<Record<string, readonly [AdviceLevel, string]>>;
