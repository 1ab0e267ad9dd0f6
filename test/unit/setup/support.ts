import { type Setup, type SetupInput, setUp } from "../../../src/setup/index.ts";

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

/** The value of a header, `null` where there is none. */
export function headerOf({ lines }: Setup, name: string): string | null {
  return lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
}

export function policyOf(setup: Setup): string | null {
  return headerOf(setup, "Content-Security-Policy");
}

export function idsOf({ advice }: Setup): string[] {
  return advice.map(({ id }) => id);
}

export function snippetOf(setup: Setup, id: string): string {
  const snippet = setup.snippets.find((one) => one.id === id);
  if (snippet === undefined) throw new Error(`no snippet ${id}`);
  return snippet.code;
}

export const URI = "report-uri https://csp.example.org/report/?token=shop";
