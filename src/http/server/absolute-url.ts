import type { Handler, PeerOf } from "./handler.ts";

const SLASH = 0x2f;

/**
 * Gives every request an absolute URL. Bun leaves the origin out where a request has no usable
 * `Host` (HTTP/1.0 health checks have none), and then neither the router nor `new URL` finds the
 * path in it.
 *
 * @param handler makes the handler from what tells peers; that works for the changed requests too
 */
export function withAbsoluteUrls(handler: (peer: PeerOf) => Handler): (peer: PeerOf) => Handler {
  return (peer) => {
    const originals = new WeakMap<Request, Request>();
    const handle = handler((request) => peer(originals.get(request) ?? request));
    return (request) => {
      if (request.url.charCodeAt(0) !== SLASH) return handle(request);
      const absolute = new Request(`http://localhost${request.url}`, request);
      originals.set(absolute, request);
      return handle(absolute);
    };
  };
}
