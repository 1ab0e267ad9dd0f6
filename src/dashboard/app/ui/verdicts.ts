import type { ExplanationView } from "../../../http/api/schema/explanation.ts";

interface Words {
  readonly name: string;
  readonly means: string;
  /** As badges have it. */
  readonly tone: string;
}

/** Verdicts as people read them. */
export const VERDICTS: Readonly<Record<ExplanationView["verdict"], Words>> = {
  noise: { name: "Noise", means: "Nothing of the site causes it.", tone: "good" },
  attack: {
    name: "Attack",
    means: "Somebody tries to make the page do what it should not.",
    tone: "bad",
  },
  "broken-page": {
    name: "Broken page",
    means: "The policy forbids what the page itself does.",
    tone: "warn",
  },
  "new-dependency": {
    name: "New dependency",
    means: "The page uses somebody else's host that the policy does not name.",
    tone: "warn",
  },
  "cannot-tell": {
    name: "Cannot tell",
    means: "The facts do not decide what it is.",
    tone: "",
  },
};
