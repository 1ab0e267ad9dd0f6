import type { SetupInput } from "../../../../setup/index.ts";

/** What a person chooses on the page, as its fields have it. */
export interface Draft {
  project: string | null;
  policy: "start" | "existing";
  /** The policy that the site has, as pasted. */
  text: string;
  keepReportUris: boolean;
  reportOnly: boolean;
  nonce: boolean;
  version: string;
  /** Per cent, as a text. */
  sample: string;
  distinctId: boolean;
  sessionId: boolean;
  posthog: boolean;
  region: "us" | "eu" | "own";
  posthogHost: string;
  toolbar: boolean;
}

export const FIRST_DRAFT: Draft = {
  project: null,
  policy: "start",
  text: "",
  keepReportUris: true,
  reportOnly: true,
  nonce: false,
  version: "1",
  sample: "100",
  distinctId: false,
  sessionId: false,
  posthog: false,
  region: "us",
  posthogHost: "",
  toolbar: false,
};

/** What the headers are made of. A sample rate that is none is left for the advice to tell of. */
export function inputOf(draft: Draft, base: string, token: string | null): SetupInput {
  const rate = draft.sample.trim() === "" ? 1 : Number(draft.sample) / 100;
  return {
    base,
    token,
    version: draft.version.trim() || undefined,
    sampleRate: rate === 1 ? undefined : rate,
    distinctId: draft.distinctId,
    sessionId: draft.sessionId,
    policy:
      draft.policy === "start"
        ? { kind: "start" }
        : { kind: "existing", text: draft.text, keepReportUris: draft.keepReportUris },
    reportOnly: draft.reportOnly,
    posthog: {
      enabled: draft.posthog,
      region: draft.region === "own" ? draft.posthogHost : draft.region,
      toolbar: draft.toolbar,
    },
    nonce: draft.nonce,
  };
}
