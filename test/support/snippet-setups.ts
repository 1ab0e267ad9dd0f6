import { type Setup, type SetupInput, setUp } from "../../src/setup/index.ts";

/** A setup of a plain site; whatever is given stands in place of its parts. */
export function setupOf(input: Partial<SetupInput> = {}): Setup {
  return setUp({
    base: "https://csp.example.org",
    token: "shop",
    policy: { kind: "start" },
    reportOnly: false,
    posthog: { enabled: false, region: "us" },
    ...input,
  });
}

/** A setup for a pasted policy. */
export function amended(text: string, input: Partial<SetupInput> = {}): Setup {
  return setupOf({ policy: { kind: "existing", text }, ...input });
}

/** Headers by name, without what is known at run time only. */
export function linesAsSent({ lines }: Setup): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
}

/** Everything that a language or a configuration file might take for more than text. */
const HOSTILE = [
  "default-src 'self'",
  "img-src https://a.example/\"$(x)`y`#{z}#$w#@v$\u007bu}%{t}%s%%{{q}}\\\\u0041\\'",
  "script-src 'none'; '''; \"\"\" */ /* <!-- --> <?php ?> </script> __END__ =begin {$HOME} {env.HOME}",
  "x\u0000\u0007\u001b\u007fy \ud800 'ü' \u2028 $host $\u007bHOME} %{HOSTNAME}e \"; evil on; #",
  "expr=%{HOSTNAME}",
].join("; ");

/** Setups that a snippet has to get across to the letter, by what they are. */
export const SETUPS: readonly [string, Setup][] = [
  ["a policy to start with", setupOf({ reportOnly: true })],
  ["an enforced one", amended("default-src 'self'; style-src 'unsafe-inline' 'self'")],
  ["several", amended("default-src 'self', img-src *; sandbox")],
  [
    "both headers",
    amended(
      "Content-Security-Policy: default-src *\nContent-Security-Policy-Report-Only: default-src 'self'",
    ),
  ],
  ["a hostile one", amended(HOSTILE)],
  ["one that begins with what Apache evaluates", amended("expr=true; default-src *")],
  ["a hostile token", setupOf({ token: "\"'`;,$\u007bx}%{y}#{z}\\\n<", version: "$1 %s" })],
];
