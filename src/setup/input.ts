/** What a person says of a site and of the Tattle that its reports go to. */
export interface SetupInput {
  /** How browsers reach Tattle: `https://csp.example.org`. */
  readonly base: string;
  /** Token of the project; `null` where Tattle needs none. */
  readonly token: string | null;
  /** Version of the policy, `v` of the report URL. */
  readonly version?: string | undefined;
  /** Share of reports to keep, above 0 up to 1. */
  readonly sampleRate?: number | undefined;
  /** Whether each answer names its user, found and percent-encoded by the site's own code. */
  readonly distinctId?: boolean | undefined;
  /** Whether each answer names its session, likewise. */
  readonly sessionId?: boolean | undefined;
  readonly policy: PolicyInput;
  /** True for a policy that reports and blocks nothing. */
  readonly reportOnly: boolean;
  readonly posthog: PostHogInput;
  /** Whether each answer gets a nonce of its own for its scripts, where the stack runs code. */
  readonly nonce?: boolean | undefined;
}

/** A policy to begin with, or one that the site has. */
export type PolicyInput =
  | { readonly kind: "start" }
  | {
      readonly kind: "existing";
      /** As pasted: the value, whole header lines, or `<meta>` elements. */
      readonly text: string;
      /** Whether other report URLs stay beside Tattle's. True unless said otherwise. */
      readonly keepReportUris?: boolean | undefined;
    };

/** PostHog's own scripts on the site. */
export interface PostHogInput {
  readonly enabled: boolean;
  /** PostHog's cloud, or the origin of a proxy or an instance of one's own. */
  readonly region: "us" | "eu" | (string & {});
  /** Whether its toolbar is used on the site, which loads more. */
  readonly toolbar?: boolean | undefined;
}
