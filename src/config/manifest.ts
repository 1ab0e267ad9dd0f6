import type { SinkPlugin } from "../sink/sink.ts";

/** What the configuration needs to know of a kind of sink. */
export type Manifest = Pick<SinkPlugin, "name" | "summary" | "supports" | "batch"> & {
  /** The schema of its settings: built here, or plain JSON that a third party's sink has sent. */
  readonly config: object;
};

/** Built-in kinds by name; a third party's that has been described by its `moduleKey`. */
export type Manifests = Readonly<Record<string, Manifest>>;
