/** How the host is to take a failure. */
export interface SinkErrorOptions extends ErrorOptions {
  /** Settings or credentials are wrong: trying again cannot help until somebody changes them. Default false. */
  fatal?: boolean;
  /** Milliseconds to wait before the next attempt, as the other side asked. Default `null`: the host decides. */
  retryAfter?: number | null;
}

/**
 * A failure that tells the host more than a plain throw does. Any other throw means *not now*.
 * The host looks at `code`, never at the class, since a plugin may bring its own copy of it.
 */
export class SinkError extends Error {
  override readonly name = "SinkError";
  readonly code = "sink_error";
  readonly fatal: boolean;
  readonly retryAfter: number | null;

  constructor(message: string, options: SinkErrorOptions = {}) {
    super(message, options);
    this.fatal = options.fatal ?? false;
    this.retryAfter = options.retryAfter ?? null;
  }
}
