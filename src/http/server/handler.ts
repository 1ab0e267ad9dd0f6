/** The address at the other end; `null` on a unix socket and once the connection is gone. */
export type PeerOf = (request: Request) => string | null;

/** Answers a request. */
export type Handler = (request: Request) => Response | Promise<Response>;
