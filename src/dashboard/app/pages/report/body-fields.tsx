import { Facts } from "../../ui/facts.tsx";
import { bodyFacts } from "./facts.ts";

/** The body of a report that is no violation, member by member. */
export function BodyFields({ body }: { body: object | null }) {
  const facts = bodyFacts(body);
  if (facts.length === 0) return <p class="quiet">Nothing: it has no body.</p>;
  return <Facts facts={facts} />;
}
