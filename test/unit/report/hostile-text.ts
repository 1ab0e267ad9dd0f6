import fc from "fast-check";

const PIECES = [
  ..."/\\?#@:;,'\"`()<>[]{} \t\n=&%.~!*|+-aB1é…",
  ..."https:// HTTP:// // wss:// blob: data: javascript: mailto: about:blank".split(" "),
  ..."user pa55w0rd h.example www.h.example :443 :443h.example [::1] ../ ./ .js url(".split(" "),
  ..."%3A%2F%2F %3f %40 %E3%83 react@18.2.0 <redacted> #fff 'self' 'nonce- 'sha256-".split(" "),
  ..."6f1ed002ab5595859014ebf0951522d9 tok_live_9f8a7b6c5d4e3f2a1b0c script-src report-uri".split(
    " ",
  ),
  "\ud83d",
  "\u2028",
];

/** Texts out of the parts that URLs, policies and code are made of, in any order. */
export const hostileText = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 14 })
  .map((pieces) => pieces.join(""));
