/** Engines that serialize violations differently; `csp2` is WebKit of before 2016. */
export type Engine = "chromium" | "gecko" | "webkit" | "csp2";

/** A visitor's browser. */
export interface Browser {
  readonly engine: Engine;
  readonly userAgent: string;
  /** Of all visits, relative. */
  readonly share: number;
}

const CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0";
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const ANDROID = "Mozilla/5.0 (Linux; Android 10; K)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X)";

function browser(engine: Engine, share: number, userAgent: string): Browser {
  return { engine, share, userAgent };
}

/** Most of them the browsers of phones, as in shops and magazines. */
export const VISITORS: readonly Browser[] = [
  browser("chromium", 24, `${WINDOWS} ${CHROMIUM} Safari/537.36`),
  browser("chromium", 20, `${ANDROID} ${CHROMIUM} Mobile Safari/537.36`),
  browser("chromium", 8, `${MAC} ${CHROMIUM} Safari/537.36`),
  browser("chromium", 2, `Mozilla/5.0 (X11; Linux x86_64) ${CHROMIUM} Safari/537.36`),
  browser("chromium", 8, `${WINDOWS} ${CHROMIUM} Safari/537.36 Edg/156.0.0.0`),
  browser(
    "chromium",
    4,
    `${ANDROID} AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/32.0 Chrome/144.0.0.0 Mobile Safari/537.36`,
  ),
  browser("chromium", 2, `${WINDOWS} ${CHROMIUM} Safari/537.36 OPR/136.0.0.0`),
  browser(
    "gecko",
    7,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:157.0) Gecko/20100101 Firefox/157.0",
  ),
  browser("gecko", 3, "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
  browser("gecko", 2, "Mozilla/5.0 (Android 15; Mobile; rv:157.0) Gecko/157.0 Firefox/157.0"),
  browser(
    "webkit",
    14,
    `${IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1`,
  ),
  browser(
    "webkit",
    6,
    `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15`,
  ),
  browser(
    "csp2",
    0.6,
    "Mozilla/5.0 (iPad; CPU OS 9_3_5 like Mac OS X) AppleWebKit/601.1.46 (KHTML, like Gecko) Version/9.0 Mobile/13G36 Safari/601.1",
  ),
];

/** What a company installs. */
export const COLLEAGUES: readonly Browser[] = [
  browser("chromium", 70, `${WINDOWS} ${CHROMIUM} Safari/537.36 Edg/156.0.0.0`),
  browser("chromium", 20, `${WINDOWS} ${CHROMIUM} Safari/537.36`),
  browser(
    "gecko",
    10,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0",
  ),
];
