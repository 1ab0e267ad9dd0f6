import { Type } from "@sinclair/typebox";
import { Choice } from "../sink/schema.ts";

/** One `[[noise.rules]]` entry, and a rule of the API. */
export const NoiseRuleSchema = Type.Object(
  {
    id: Type.String({
      minLength: 3,
      maxLength: 190,
      example: "own/widget",
      description:
        "Kind and name with a slash between them. Unique; stored with every report that the rule recognises.",
    }),
    match: Choice(
      ["exact", "scheme", "host", "suffix", "location", "cidr", "port", "substring", "policy-host"],
      {
        example: "suffix",
        description:
          "How `value` is compared: with the whole text (`exact`), a URL's scheme, its `host`, the host and its subdomains (`suffix`), these and the beginning of the path (`location`), a range of IPv4 addresses (`cidr`), the `port`, any part (`substring`), or the hosts in a policy (`policy-host`).",
      },
    ),
    fields: Type.Array(
      Choice(["blocked", "source", "document", "referrer", "policy", "sample"], {
        description: "A text.",
      }),
      {
        minItems: 1,
        maxItems: 6,
        example: ["blocked", "source"],
        description:
          "The texts of a report that are looked at; one that matches is enough. `sample` goes with `substring`, `policy` with `policy-host`, `document` with all that are not about hosts.",
      },
    ),
    value: Type.String({
      minLength: 1,
      maxLength: 500,
      example: "widget.example",
      description: "What to look for. Upper and lower case differ with `substring` alone.",
    }),
    why: Type.String({
      minLength: 1,
      maxLength: 300,
      example: "A browser extension that our customers use.",
      description: "One sentence for people.",
    }),
    confidence: Choice(["high", "medium", "low"], {
      default: "medium",
      description:
        "How sure it is that no change of the site ends such reports. Where several rules match, the surest names the report.",
    }),
  },
  { description: "A rule of your own about reports that no change of the site can end." },
);
