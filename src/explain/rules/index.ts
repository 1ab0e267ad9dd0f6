import { ATTACK_CODE } from "./attack-code.ts";
import { ATTACK_WHERE } from "./attack-where.ts";
import { ATTACK_WHO } from "./attack-who.ts";
import { BROKEN } from "./broken.ts";
import { DEPENDENCY } from "./dependency.ts";
import { NOISE } from "./noise.ts";
import type { Rule } from "./rule.ts";

/** Every rule, by verdict. */
export const RULES: readonly Rule[] = [
  ...NOISE,
  ...ATTACK_WHO,
  ...ATTACK_WHERE,
  ...ATTACK_CODE,
  ...BROKEN,
  ...DEPENDENCY,
];
