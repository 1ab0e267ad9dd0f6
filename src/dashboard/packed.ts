/** A file of the dashboard as it lies in the binary. */
export interface PackedFile {
  /** With a hash of what it holds. */
  name: string;
  /** Its media type. */
  type: string;
  /** How the page loads it; `chunk`: not by itself, a module imports it. */
  role: "style" | "early" | "module" | "chunk";
  /** Compressed, as base64. */
  br: string;
  gzip: string;
}
