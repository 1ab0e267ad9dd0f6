/** Somebody whose scripts, images or interfaces many sites use on purpose. */
export interface Service {
  readonly name: string;
  /** What it does for a site, as in "Stripe (payments)". */
  readonly does: string;
}

/**
 * Well-known services by the domains they serve from, subdomains included. It tells "somebody
 * added a tag" from "nobody knows this host", and is what look-alike hosts are compared with.
 */
const LISTED: readonly (readonly [name: string, does: string, domains: string])[] = [
  ["Google Tag Manager", "tags", "googletagmanager.com"],
  ["Google Analytics", "analytics", "google-analytics.com analytics.google.com"],
  ["Google Ads", "advertising", "doubleclick.net googleadservices.com googlesyndication.com"],
  ["Google", "interfaces and static files", "google.com googleapis.com gstatic.com"],
  ["Google", "content of users", "googleusercontent.com"],
  ["YouTube", "video", "youtube.com youtube-nocookie.com ytimg.com"],
  ["Meta", "advertising", "facebook.com facebook.net fbcdn.net"],
  ["TikTok", "advertising", "tiktok.com"],
  ["Pinterest", "advertising", "pinterest.com pinimg.com"],
  ["LinkedIn", "advertising", "linkedin.com licdn.com"],
  ["X", "embeds", "twitter.com twimg.com"],
  ["Snapchat", "advertising", "snapchat.com sc-static.net"],
  ["Microsoft", "analytics and advertising", "clarity.ms bing.com"],
  ["Microsoft", "sign-in", "microsoftonline.com"],
  ["Criteo", "advertising", "criteo.com criteo.net"],
  ["Taboola", "advertising", "taboola.com"],
  ["Hotjar", "session recording", "hotjar.com hotjar.io"],
  ["FullStory", "session recording", "fullstory.com"],
  ["PostHog", "analytics", "posthog.com"],
  ["Segment", "analytics", "segment.com segment.io"],
  ["Mixpanel", "analytics", "mixpanel.com mxpnl.com"],
  ["Amplitude", "analytics", "amplitude.com"],
  ["Heap", "analytics", "heapanalytics.com"],
  ["Plausible", "analytics", "plausible.io"],
  ["Matomo", "analytics", "matomo.cloud"],
  ["Optimizely", "experiments", "optimizely.com"],
  ["VWO", "experiments", "visualwebsiteoptimizer.com"],
  ["Cloudflare", "analytics and libraries", "cloudflareinsights.com cdnjs.cloudflare.com"],
  ["Cloudflare", "challenges and video", "challenges.cloudflare.com cloudflarestream.com"],
  ["New Relic", "monitoring", "newrelic.com nr-data.net"],
  ["Datadog", "monitoring", "datadoghq.com datadoghq.eu datadoghq-browser-agent.com"],
  ["Sentry", "error tracking", "sentry.io sentry-cdn.com"],
  ["Bugsnag", "error tracking", "bugsnag.com"],
  ["Rollbar", "error tracking", "rollbar.com"],
  ["Pingdom", "monitoring", "pingdom.net"],
  ["Stripe", "payments", "stripe.com stripe.network"],
  ["PayPal", "payments", "paypal.com paypalobjects.com"],
  ["Braintree", "payments", "braintreegateway.com braintree-api.com braintree.com"],
  ["Adyen", "payments", "adyen.com"],
  ["Klarna", "payments", "klarna.com klarnacdn.net klarnaservices.com"],
  ["Checkout.com", "payments", "checkout.com"],
  ["Mollie", "payments", "mollie.com"],
  ["Square", "payments", "squareup.com squarecdn.com"],
  ["Apple", "payments and sign-in", "apple.com cdn-apple.com"],
  ["Amazon Pay", "payments", "payments-amazon.com"],
  ["Affirm", "payments", "affirm.com"],
  ["Afterpay", "payments", "afterpay.com clearpay.co.uk"],
  ["Worldpay", "payments", "worldpay.com"],
  ["Sezzle", "payments", "sezzle.com"],
  ["Nexi", "payments", "nexigroup.com nets.eu"],
  ["Computop", "payments", "computop-paygate.com"],
  ["PAYONE", "payments", "pay1.de payone.com"],
  ["Visa", "payments", "authorize.net cybersource.com cardinalcommerce.com"],
  ["Razorpay", "payments", "razorpay.com"],
  ["PayU", "payments", "payu.com payu.in"],
  ["Mercado Pago", "payments", "mercadopago.com mercadolibre.com"],
  ["Bolt", "payments", "bolt.com"],
  ["BlueSnap", "payments", "bluesnap.com"],
  ["Paddle", "payments", "paddle.com"],
  ["Chargebee", "subscriptions", "chargebee.com"],
  ["Recurly", "subscriptions", "recurly.com"],
  ["GoCardless", "payments", "gocardless.com"],
  ["Trustly", "payments", "trustly.com"],
  ["Loqate", "addresses", "addressy.com loqate.com"],
  ["Trusted Shops", "reviews", "trustedshops.com"],
  ["Zoho", "chat and marketing", "zoho.com zohocdn.com zohopublic.com"],
  ["AdRoll", "advertising", "adroll.com"],
  ["Xandr", "advertising", "adnxs.com"],
  ["Magnite", "advertising", "rubiconproject.com"],
  ["PubMatic", "advertising", "pubmatic.com"],
  ["OpenX", "advertising", "openx.net"],
  ["Outbrain", "advertising", "outbrain.com"],
  ["hCaptcha", "captchas", "hcaptcha.com"],
  ["reCAPTCHA", "captchas", "recaptcha.net"],
  ["Intercom", "chat", "intercom.io intercomcdn.com intercom.com"],
  ["Zendesk", "chat and support", "zendesk.com zdassets.com zopim.com"],
  ["Help Scout", "chat and support", "helpscout.net helpscout.com"],
  ["Drift", "chat", "drift.com driftt.com"],
  ["Crisp", "chat", "crisp.chat"],
  ["tawk.to", "chat", "tawk.to"],
  ["HubSpot", "marketing", "hubspot.com hs-scripts.com hs-analytics.net hsforms.com hsforms.net"],
  ["Klaviyo", "marketing", "klaviyo.com"],
  ["Mailchimp", "marketing", "mailchimp.com list-manage.com"],
  ["Trustpilot", "reviews", "trustpilot.com"],
  ["Yotpo", "reviews", "yotpo.com"],
  ["Cookiebot", "consent", "cookiebot.com"],
  ["OneTrust", "consent", "onetrust.com cookielaw.org"],
  ["Usercentrics", "consent", "usercentrics.eu"],
  ["Algolia", "search", "algolia.net algolianet.com"],
  ["Mapbox", "maps", "mapbox.com"],
  ["OpenStreetMap", "maps", "openstreetmap.org"],
  ["Vimeo", "video", "vimeo.com vimeocdn.com"],
  ["Spotify", "music", "spotify.com"],
  ["jsDelivr", "libraries", "jsdelivr.net"],
  ["UNPKG", "libraries", "unpkg.com"],
  ["jQuery", "libraries", "jquery.com"],
  ["Bootstrap", "libraries", "bootstrapcdn.com"],
  ["Font Awesome", "fonts", "fontawesome.com"],
  ["Adobe Fonts", "fonts", "typekit.net typekit.com"],
  ["Gravatar", "pictures of users", "gravatar.com"],
  ["Cloudinary", "images", "cloudinary.com"],
  ["Contentful", "content", "ctfassets.net contentful.com"],
  ["Magento", "shop software", "magento.com"],
  ["Shopify", "shop software", "shopify.com shopifycdn.com"],
  ["WordPress.com", "content", "wp.com wordpress.com"],
  ["Auth0", "sign-in", "auth0.com"],
  ["Okta", "sign-in", "okta.com oktacdn.com"],
  ["Calendly", "bookings", "calendly.com"],
  ["Typeform", "forms", "typeform.com"],
];

const BY_DOMAIN: ReadonlyMap<string, Service> = new Map(
  LISTED.flatMap(([name, does, domains]) =>
    domains.split(" ").map((domain): [string, Service] => [domain, { name, does }]),
  ),
);

/** The domains that services are known by. */
export const SERVICE_DOMAINS: readonly string[] = [...BY_DOMAIN.keys()];

/** Google serves each country from a domain of its own. */
const GOOGLE = /(?:^|\.)google\.(?:com?\.)?[a-z]{2}$/;

/** The service that serves from that host; `null` where none is known to. */
export function serviceAt(host: string): Service | null {
  if (GOOGLE.test(host)) return BY_DOMAIN.get("google.com") ?? null;
  for (const domain of domainsOf(host)) {
    const service = BY_DOMAIN.get(domain);
    if (service !== undefined) return service;
  }
  return null;
}

/** The host and each domain above it. Names have a few labels; hostile ones are cut. */
export function domainsOf(host: string): string[] {
  const labels = host.split(".").slice(-12);
  return labels.map((_, from) => labels.slice(from).join("."));
}
