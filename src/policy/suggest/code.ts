import { hash } from "node:crypto";
import { effectiveForInline, governingDirective, governingEval } from "../governing.ts";
import { allowsAllInline, type InlineType, isScript, takesNonce } from "../match/inline.ts";
import { directiveNamed, type Policy } from "../policy.ts";
import { contentHashes, hasKeyword, hasNonce } from "../source/expression.ts";
import { type Advice, amended, type PolicyChange } from "./change.ts";
import { narrowPlace, type Place, placeFor } from "./place.ts";

/**
 * Changes that let inline code in: the hash of its text, the page's nonce (for elements), and
 * `'unsafe-inline'` where that would still have an effect.
 *
 * @param text of the code; `null` where the report does not hold it whole
 */
export function suggestForInline(
  type: InlineType,
  text: string | null,
  policy: Policy,
): PolicyChange[] {
  const effective = effectiveForInline(type);
  const governing = governingDirective(policy, effective);
  if (governing === null || allowsAllInline(governing.sources, type)) return [];
  const place = placeFor(effective, governing);
  const changes = [hashChange(place, type, text)];
  if (takesNonce(type) && !hasNonce(place.sources)) changes.push(nonceChange(place, type));
  // A directive of attributes governs nothing else; one of elements would govern all scripts.
  const attribute = effective.endsWith("-attr");
  const unsafe = attribute ? narrowPlace(policy, effective) : place;
  const candidate = unsafeInline(unsafe, type);
  return candidate === null ? changes : [...changes, candidate];
}

function hashChange(place: Place, type: InlineType, text: string | null): PolicyChange {
  const token = text === null ? "'sha256-{hash}'" : `'sha256-${hash("sha256", text, "base64")}'`;
  const attribute = !takesNonce(type);
  const needed = attribute && !hasKeyword(place.sources, "unsafe-hashes");
  const source =
    text === null
      ? "The report does not hold the whole text: take the hash from the browser's console."
      : "The hash is that of the reported sample: check it against the page, as Chromium leaves out white space in front.";
  const other = hasKeyword(place.sources, "unsafe-inline")
    ? " Beside a hash 'unsafe-inline' is ignored."
    : "";
  return amended(place.name, place.value, needed ? ["'unsafe-hashes'", token] : [token], {
    risk: attribute && isScript(type) ? "medium" : "low",
    explanation: `Lets in this very text and no other. ${source}${other}`,
  });
}

function nonceChange(place: Place, type: InlineType): PolicyChange {
  const other = hasKeyword(place.sources, "unsafe-inline")
    ? " Beside a nonce 'unsafe-inline' is ignored."
    : "";
  return amended(place.name, place.value, ["'nonce-{nonce}'"], {
    risk: "low",
    explanation: `Lets in each <${type}> that carries the same nonce attribute. The server has to make a new random one for every response.${other}`,
  });
}

/** `null` where it would be ignored: beside nonces, hashes and, for scripts, `'strict-dynamic'`. */
function unsafeInline(place: Place, type: InlineType): PolicyChange | null {
  if (hasNonce(place.sources) || contentHashes(place.sources).length > 0) return null;
  if (isScript(type) && hasKeyword(place.sources, "strict-dynamic")) return null;
  return amended(place.name, place.value, ["'unsafe-inline'"], unsafeAdvice(type));
}

function unsafeAdvice(type: InlineType): Advice {
  switch (type) {
    case "script":
    case "navigation":
      return {
        risk: "high",
        explanation:
          "Lets in every inline script, those of an attacker too: the policy no longer stops cross-site scripting.",
      };
    case "script attribute":
      return {
        risk: "high",
        explanation:
          "Lets in every event handler in markup, those of an attacker too. Script elements stay as they are.",
      };
    case "style":
      return {
        risk: "medium",
        explanation:
          "Lets in every inline style sheet: injected styles can disguise the page and read what attributes hold.",
      };
    case "style attribute":
      return {
        risk: "low",
        explanation: "Lets in every style attribute. Style elements stay as they are.",
      };
  }
}

/** Changes that let `eval` and its like in. */
export function suggestForEval(policy: Policy): PolicyChange[] {
  const governing = governingEval(policy);
  if (governing === null || hasKeyword(governing.sources, "unsafe-eval")) return [];
  const place = placeFor("script-src", governing);
  const unsafe = amended(place.name, place.value, ["'unsafe-eval'"], {
    risk: "high",
    explanation:
      "Lets scripts turn any text into code. Whoever controls such a text controls the page; better is a library that does without.",
  });
  const types = directiveNamed(policy, "require-trusted-types-for");
  if (types === null || hasKeyword(place.sources, "trusted-types-eval")) return [unsafe];
  const trusted = amended(place.name, place.value, ["'trusted-types-eval'"], {
    risk: "medium",
    explanation:
      "Lets scripts turn trusted types into code, which a policy of the page has made. Newer browsers only; the others go on blocking.",
  });
  return [trusted, unsafe];
}

/** The change that lets WebAssembly in. */
export function suggestForWasm(policy: Policy): PolicyChange[] {
  const governing = governingEval(policy);
  if (governing === null) return [];
  const { sources } = governing;
  if (hasKeyword(sources, "wasm-unsafe-eval") || hasKeyword(sources, "unsafe-eval")) return [];
  const place = placeFor("script-src", governing);
  const advice: Advice = {
    risk: "low",
    explanation: "Lets scripts compile WebAssembly, and still no text as JavaScript.",
  };
  return [amended(place.name, place.value, ["'wasm-unsafe-eval'"], advice)];
}
