import type { Advice, Risk } from "./change.ts";

/** What a source that gets in can do, by directive. */
interface Danger {
  readonly risk: Risk;
  readonly consequence: string;
}

const HARMLESS: Danger = { risk: "low", consequence: "Nothing from there can run code." };
const FRAME: Danger = {
  risk: "medium",
  consequence:
    "Pages from there are shown inside yours, and run their own code in their own origin.",
};
const SCRIPT: Danger = {
  risk: "medium",
  consequence: "Any script that this host serves can do everything that the page can.",
};
const STYLE: Danger = {
  risk: "low",
  consequence: "Styles can change how the page looks and read what attributes hold.",
};

const DANGERS: ReadonlyMap<string, Danger> = new Map([
  ["script-src", SCRIPT],
  ["script-src-elem", SCRIPT],
  ["worker-src", SCRIPT],
  ["default-src", SCRIPT],
  [
    "object-src",
    { risk: "high", consequence: "Plug-in content from there can run code in your page." },
  ],
  ["style-src", STYLE],
  ["style-src-elem", STYLE],
  ["frame-src", FRAME],
  ["child-src", FRAME],
  ["fenced-frame-src", FRAME],
  [
    "connect-src",
    {
      risk: "medium",
      consequence: "Any script of the page can send data there and read what comes back.",
    },
  ],
  [
    "form-action",
    { risk: "medium", consequence: "What visitors type into forms can be sent there." },
  ],
  [
    "base-uri",
    {
      risk: "high",
      consequence: "Every relative URL of the page, scripts included, can then load from there.",
    },
  ],
  [
    "frame-ancestors",
    {
      risk: "medium",
      consequence: "That site can show yours in a frame and trick visitors into clicking in it.",
    },
  ],
]);

/** For a source that was not allowed, in that directive. */
export function dangerOf(directive: string): Danger {
  return DANGERS.get(directive) ?? HARMLESS;
}

const SCRIPT_SCHEME: Advice = {
  risk: "high",
  explanation:
    "Whoever can inject markup can then run any script, since its whole text fits into such a URL: this is as good as 'unsafe-inline'.",
};

const EXECUTES: ReadonlySet<string> = new Set([
  "script-src",
  "script-src-elem",
  "default-src",
  "object-src",
  "base-uri",
]);

/** For a scheme as a whole (`data:`, `blob:`), in that directive. */
export function schemeAdvice(directive: string, scheme: string): Advice {
  switch (scheme) {
    case "data":
      return dataAdvice(directive);
    case "blob":
      return blobAdvice(directive);
    case "filesystem":
      return {
        risk: "high",
        explanation: "Files that scripts have written into the browser count as trusted then.",
      };
    default:
      return {
        risk: EXECUTES.has(directive) ? "high" : "medium",
        explanation: `Lets in everything whose URL begins with ${scheme}:, wherever it comes from.`,
      };
  }
}

function dataAdvice(directive: string): Advice {
  if (EXECUTES.has(directive)) return SCRIPT_SCHEME;
  if (directive === "worker-src") {
    return {
      risk: "medium",
      explanation:
        "Lets scripts of the page start workers whose code is in the URL. They have an origin of their own.",
    };
  }
  if (/frame|child/.test(directive)) {
    return {
      risk: "medium",
      explanation:
        "Lets in frames whose whole page is in the URL; they have an origin of their own, and can still deceive visitors.",
    };
  }
  if (directive.startsWith("style-src")) {
    return {
      risk: "medium",
      explanation:
        "Whoever can inject markup can then add any style, since its whole text fits into a data: URL.",
    };
  }
  return {
    risk: "low",
    explanation:
      "Lets in content that is written into the page itself. Nothing is loaded from elsewhere, and nothing of it runs.",
  };
}

function blobAdvice(directive: string): Advice {
  if (directive === "worker-src") {
    return {
      risk: "medium",
      explanation:
        "Lets scripts of the page start workers from code that they put together. Common with bundlers; of use to an attacker only who runs a script already.",
    };
  }
  if (EXECUTES.has(directive)) {
    return {
      risk: "high",
      explanation:
        "Lets scripts of the page load code that they put together, much like 'unsafe-eval'.",
    };
  }
  return {
    risk: /frame|child/.test(directive) ? "medium" : "low",
    explanation: "Lets in content that the page's own scripts have made in memory.",
  };
}
