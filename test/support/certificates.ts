import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./programs.ts";

/** A certificate that browsers take, once they trust the authority that signed it. */
export interface Certificates {
  /** File of the authority's own certificate, PEM. */
  readonly authority: string;
  /** The authority's certificate itself, as `fetch` takes it. */
  readonly authorityPem: string;
  /** Files of the servers' certificate and its key, PEM. */
  readonly cert: string;
  readonly key: string;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

/** Names that the certificate is for; every server of a browser test has one of them. */
const NAMES = "DNS:localhost,DNS:shop.test,IP:127.0.0.1";

/**
 * Makes an authority and a certificate signed by it. A self-signed one would do for Chromium
 * only when told to ignore errors, and never for Firefox.
 */
export function makeCertificates(folder: string, names = NAMES): Certificates {
  const file = (name: string) => join(folder, name);
  const [authority, authorityKey] = [file("authority.pem"), file("authority.key")];
  const [cert, key] = [file("server.pem"), file("server.key")];
  openssl("/CN=Authority of a Tattle test", authority, authorityKey, [
    ...["-addext", "basicConstraints=critical,CA:TRUE"],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
  ]);
  openssl("/CN=localhost", cert, key, [
    ...["-CA", authority, "-CAkey", authorityKey],
    ...["-addext", `subjectAltName=${names}`],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-addext", "extendedKeyUsage=serverAuth"],
  ]);
  return { authority, authorityPem: readFileSync(authority, "utf8"), cert, key };
}

/** Makes the certificate database in `folder` that trusts this authority, as NSS keeps it. */
export function trustAuthority(folder: string, { authority }: Certificates): void {
  runProgram("certutil", ["-N", "-d", `sql:${folder}`, "--empty-password"]);
  const trusted = ["-A", "-t", "C,,", "-n", "tattle-test", "-i", authority];
  runProgram("certutil", [...trusted, "-d", `sql:${folder}`]);
}

function openssl(subject: string, cert: string, key: string, more: string[]): void {
  const files = ["-keyout", key, "-out", cert];
  // Without an own configuration the system's adds extensions that contradict ours.
  runProgram("openssl", [
    "req",
    "-x509",
    "-config",
    "/dev/null",
    "-subj",
    subject,
    ...KEY,
    ...files,
    ...more,
  ]);
}
