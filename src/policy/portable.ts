/**
 * What of this folder runs in a browser as well: reading, writing, lint and changes of policies.
 * The rest compares hashes, which browsers compute asynchronously only.
 */
export { directiveInfo } from "./directive-table.ts";
export { governingDirective } from "./governing.ts";
export { lint } from "./lint.ts";
export { allowsAllInline } from "./match/inline.ts";
export { targetOf } from "./match/target.ts";
export { matchSourceList } from "./match/url.ts";
export { directiveOf, parsePolicy, parsePolicyList } from "./parse.ts";
export { type Directive, directiveNamed, type Policy } from "./policy.ts";
export { serializePolicyList } from "./serialize.ts";
export { amended, applyChange } from "./suggest/change.ts";
export { placeFor } from "./suggest/place.ts";
