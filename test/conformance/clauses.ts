import type { Clause } from "./clause.ts";
import { abort } from "./clauses/abort.ts";
import { answers } from "./clauses/answers.ts";
import { delivery } from "./clauses/delivery.ts";
import { erasure } from "./clauses/erasure.ts";
import { failure } from "./clauses/failure.ts";
import { isolation } from "./clauses/isolation.ts";
import { lifecycle } from "./clauses/lifecycle.ts";
import { manifest } from "./clauses/manifest.ts";
import { reader } from "./clauses/reader.ts";
import { repeats } from "./clauses/repeats.ts";
import { retagging } from "./clauses/retagging.ts";
import { secrecy } from "./clauses/secrecy.ts";
import { write } from "./clauses/write.ts";

/** Every clause of the contract, in the order in which they are tested: the simplest first. */
export const CLAUSES: readonly Clause[] = [
  ...manifest,
  ...lifecycle,
  ...write,
  ...repeats,
  ...reader,
  ...erasure,
  ...retagging,
  ...failure,
  ...answers,
  ...abort,
  ...isolation,
  ...secrecy,
  ...delivery,
];
