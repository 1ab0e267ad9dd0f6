export {
  type AddressRange,
  clientAddress,
  forwardedHttps,
  type ProxyTrust,
  proxyTrust,
} from "./client-address.ts";
export type { Handler, PeerOf } from "./handler.ts";
export {
  type ListenAddress,
  type Listener,
  listen,
  type TlsFiles,
} from "./listener.ts";
