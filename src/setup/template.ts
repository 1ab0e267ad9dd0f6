/** What only the site's own code knows, in each answer anew. */
export type Placeholder = "distinct_id" | "session_id" | "nonce";

/** A text, or what stands in its place until run time. */
export type Part = string | { readonly placeholder: Placeholder };

/**
 * Stands for a placeholder within a text. No policy and no URL holds these characters: both are
 * cleaned of control characters first.
 */
export const MARKS = { distinct_id: "\u0001", session_id: "\u0002", nonce: "\u0003" } as const;

const MARK = new RegExp(`([${Object.values(MARKS).join("")}])`);

/** The parts of a text with marks. */
export function partsOf(text: string): Part[] {
  return text
    .split(MARK)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const placeholder = placeholderOf(piece);
      return placeholder === null ? piece : { placeholder };
    });
}

function placeholderOf(piece: string): Placeholder | null {
  for (const name of ["distinct_id", "session_id", "nonce"] as const) {
    if (piece === MARKS[name]) return name;
  }
  return null;
}

/** The placeholders in a text with marks. */
export function placeholdersIn(text: string): ReadonlySet<Placeholder> {
  const found = partsOf(text).flatMap((part) =>
    typeof part === "string" ? [] : [part.placeholder],
  );
  return new Set(found);
}
