export {
  type AddressRange,
  clientAddress,
  forwardedHttps,
  type ProxyTrust,
  proxyTrust,
} from "./client-address.ts";
export {
  type Handler,
  type ListenAddress,
  type Listener,
  listen,
  type PeerOf,
  type TlsFiles,
} from "./listener.ts";
