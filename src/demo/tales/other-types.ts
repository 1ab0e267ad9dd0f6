import { SHOP, SHOP_CDN } from "../sites.ts";
import { after } from "../span.ts";
import { type Tale, talesOf } from "../tale.ts";

const SCRIPT = `${SHOP.origin}/assets/app.4f1c9a.js`;
const position = { sourceFile: SCRIPT, lineNumber: 1, columnNumber: 51_204 };
const chromium = { engines: ["chromium"] } as const;

/** What the Reporting API tells besides violations. */
export const OTHER_TALES: readonly Tale[] = talesOf(SHOP, [
  {
    ...chromium,
    name: "deprecations",
    share: 30,
    sees: ({ document, random }) => ({
      type: "deprecation",
      url: document,
      body: {
        ...position,
        ...random.zipf([
          {
            id: "UnloadHandler",
            message: "Unload event listeners are deprecated and will be removed.",
            anticipatedRemoval: "2027-01-12T00:00:00.000Z",
          },
          {
            id: "XMLHttpRequestSynchronousInNonWorkerOutsideBeforeUnload",
            message:
              "Synchronous `XMLHttpRequest` on the main thread is deprecated because of its detrimental effects to the end user's experience. For more help, check https://xhr.spec.whatwg.org/.",
          },
        ]),
      },
    }),
  },
  {
    ...chromium,
    name: "interventions",
    share: 9,
    sees: ({ document }) => ({
      type: "intervention",
      url: document,
      body: {
        ...position,
        id: "NavigatorVibrate",
        message:
          "Blocked call to navigator.vibrate because user hasn't tapped on the frame or any embedded frame yet: https://www.chromestatus.com/feature/5644273861001216.",
      },
    }),
  },
  {
    ...chromium,
    name: "crashes",
    share: 1.2,
    least: 4,
    sees: ({ document, random }) => ({
      type: "crash",
      url: document,
      body: {
        crash_report_api: {},
        is_top_level: true,
        visibility_state: "visible",
        ...(random.chance(0.6) && { reason: "oom" }),
      },
    }),
  },
  {
    ...chromium,
    name: "network-errors",
    share: 16,
    from: after(0.69),
    to: after(0.72),
    sees: ({ random }) => ({
      type: "network-error",
      url: `${SHOP_CDN}/media/front-${random.between(1, 40)}.avif`,
      body: {
        elapsed_time: random.between(30, 10_000),
        method: "GET",
        phase: "connection",
        protocol: "h2",
        referrer: `${SHOP.origin}/`,
        sampling_fraction: 1,
        server_ip: "",
        status_code: 0,
        type: random.zipf(["tcp.timed_out", "dns.name_not_resolved", "tls.cert.date_invalid"]),
      },
    }),
  },
  {
    ...chromium,
    name: "integrity-violations",
    share: 4,
    from: after(0.5),
    sees: ({ document }) => ({
      type: "integrity-violation",
      url: document,
      body: {
        blockedURL: "https://js.stripe.com/v3/",
        destination: "script",
        documentURL: document,
        reportOnly: true,
      },
    }),
  },
  {
    ...chromium,
    name: "embedder-policy",
    share: 5,
    sees: ({ document }) => ({
      type: "coep",
      url: document,
      body: {
        blockedURL: "https://img.youtube.com/vi/x/0.jpg",
        destination: "image",
        disposition: "reporting",
        type: "corp",
      },
    }),
  },
  {
    ...chromium,
    name: "opener-policy",
    share: 4,
    documents: [`${SHOP.origin}/cart`],
    sees: ({ document }) => ({
      type: "coop",
      url: document,
      body: {
        disposition: "enforce",
        effectivePolicy: "same-origin",
        nextResponseURL: "https://www.paypal.com/checkoutnow",
        type: "navigation-from-response",
      },
    }),
  },
  {
    ...chromium,
    name: "permissions",
    share: 5,
    sees: ({ document }) => ({
      type: "permissions-policy-violation",
      url: document,
      body: {
        ...position,
        disposition: "enforce",
        message: "Permissions policy violation: geolocation is not allowed in this document.",
        policyId: "geolocation",
      },
    }),
  },
]);
