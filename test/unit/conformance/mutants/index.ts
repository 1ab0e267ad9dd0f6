import { abort } from "./abort.ts";
import { delivery } from "./delivery.ts";
import { erasure } from "./erasure.ts";
import { failure } from "./failure.ts";
import { isolation } from "./isolation.ts";
import { lifecycle } from "./lifecycle.ts";
import { manifest } from "./manifest.ts";
import type { Mutant } from "./mutant.ts";
import { reader } from "./reader.ts";
import { repeats } from "./repeats.ts";
import { retagging } from "./retagging.ts";
import { secrecy } from "./secrecy.ts";
import { write } from "./write.ts";

/** At least one sink for each clause of the contract that breaks it. */
export const MUTANTS: readonly Mutant[] = [
  ...manifest,
  ...lifecycle,
  ...write,
  ...repeats,
  ...reader,
  ...erasure,
  ...retagging,
  ...failure,
  ...abort,
  ...isolation,
  ...secrecy,
  ...delivery,
];
