/** A file of the dashboard, ready to send. */
export interface PageFile {
  /** Media type. */
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly br: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** What the dashboard's page is made of. Names carry a hash of what the file holds. */
export interface PageFiles {
  /** Scripts that run before anything is painted. */
  readonly early: readonly string[];
  /** Modules that the page loads itself. */
  readonly modules: readonly string[];
  readonly styles: readonly string[];
  /** By name, those above among them. */
  readonly files: ReadonlyMap<string, PageFile>;
}

/** Content codings that files are kept in, the smallest first. */
const CODINGS = ["br", "gzip"] as const;

/**
 * The file as an answer to a request with this `Accept-Encoding`. It may be kept for a year, since
 * another content has another name.
 */
export function fileResponse(file: PageFile, acceptEncoding: string | null): Response {
  const coding = CODINGS.find((name) => accepts(acceptEncoding ?? "", name));
  return new Response(file[coding ?? "plain"], {
    headers: {
      "content-type": file.type,
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
      ...(coding && { "content-encoding": coding }),
    },
  });
}

/** Whether a coding is named without a weight of 0 (RFC 9110 §12.5.3). */
function accepts(field: string, coding: string): boolean {
  return field.split(",").some((part) => {
    const [name = "", ...parameters] = part
      .toLowerCase()
      .split(";")
      .map((text) => text.trim());
    return name === coding && !parameters.some((text) => /^q=0(?:\.0*)?$/.test(text));
  });
}
