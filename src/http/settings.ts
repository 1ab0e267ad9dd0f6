/** What the configuration says about everything that is served beside `/report/`. */
export interface AdminSettings {
  /**
   * How browsers reach these routes, without a slash at the end; `null` where the operator did
   * not say, as with an `admin.listen` of its own, which `public_url` is not about.
   */
  publicUrl: string | null;
  /** How browsers reach `/report/`, alike. Without it: as they reach these routes. */
  reportUrl?: () => string;
  /**
   * How browsers that show the dashboard reach `/report/`, alike, where that is another origin
   * than the dashboard's.
   */
  ownReportUrl?: () => string;
  /** Whether `/metrics` needs the admin token. */
  metrics: "open" | "token";
}

/** What a listener knows about who sent a request. */
export interface ClientInfo {
  /** The client's address, trusted proxies taken into account; `null` where it is not known. */
  address(request: Request): string | null;
  /** Whether the client came by https: to this listener, or to a trusted proxy. */
  https(request: Request): boolean;
}
