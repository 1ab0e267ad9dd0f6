import type { Manifest, ModuleRef } from "../config/index.ts";

/** What a third party's module says of itself, or why it cannot be used: one text for a person that names the module. */
export type Description =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly problem: string };

/** How a module is described. */
export interface DescribeOptions {
  /** How long the import may take, in milliseconds. Default 10,000. */
  limit?: number;
  /** Names of the variables of the environment that its code must not see. */
  hidden?: readonly string[];
}

/** Imports a module in a child process and describes the sink in it. Never rejects. */
export type DescribeSink = (ref: ModuleRef, options?: DescribeOptions) => Promise<Description>;
