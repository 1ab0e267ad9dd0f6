import { interpolated, quoteApache, quoteCaddy, quoteNginx } from "../quote.ts";
import { code, idNotes, leftOut, placeholdersOf, type Site, type Snippet } from "../snippet.ts";

/** None of the three can percent-encode: values that would need it are left out. */
const COOKIES =
  "taken from the cookies of these names, where they hold letters, digits and -._~ only, since it cannot percent-encode.";

function idsOf({ cookies }: Site): readonly ("distinct_id" | "session_id")[] {
  const uses = placeholdersOf(cookies);
  return (["distinct_id", "session_id"] as const).filter((id) => uses.has(id));
}

/** A quoted value around variables, by what the format puts around a whole string. */
function within(
  value: string,
  quote: (text: string) => string,
  variable: (id: string) => string,
): string {
  const values = { distinct_id: variable("distinct_id"), session_id: variable("session_id") };
  const [open = "", close = ""] = [quote("").slice(0, 1), quote("").slice(-1)];
  return open + interpolated(value, (text) => quote(text).slice(1, -1), values) + close;
}

export function nginx(site: Site): Snippet {
  return {
    id: "nginx",
    name: "nginx",
    language: "nginx",
    file: "/etc/nginx/conf.d/csp.conf",
    notes: [
      "It belongs into http { }; inside server { } or location { } the add_header lines alone do. A block with an add_header of its own inherits none of these.",
      ...idNotes(site.cookies, COOKIES),
      ...leftOut(site, site.cookies),
    ],
    code: code(
      ...idsOf(site).map(
        (id) =>
          `map $cookie_${id} $tattle_${id} {\n  default "";\n  "~^[A-Za-z0-9_.~-]+$" $cookie_${id};\n}`,
      ),
      ...site.cookies.map(
        ({ name, value }) =>
          `add_header ${name} ${within(value, quoteNginx, (id) => `\${tattle_${id}}`)} always;`,
      ),
    ),
  };
}

export function apache(site: Site): Snippet {
  return {
    id: "apache",
    name: "Apache",
    language: "apache",
    file: "/etc/apache2/conf-available/csp.conf",
    notes: [
      "Then: a2enmod headers && a2enconf csp. The same lines work in .htaccess.",
      ...idNotes(site.cookies, COOKIES),
      ...leftOut(site, site.cookies),
    ],
    code: code(
      ...idsOf(site).map((id) => {
        const variable = `TATTLE_${id.toUpperCase()}`;
        return `SetEnvIf Request_URI "^()" ${variable}=$1\nSetEnvIf Cookie "(?:^|; *)${id}=([A-Za-z0-9_.~-]+)(?:;|$)" ${variable}=$1`;
      }),
      ...site.cookies.map(
        ({ name, value }) =>
          `Header always set ${name} ${within(value, quoteApache, (id) => `%{TATTLE_${id.toUpperCase()}}e`)}`,
      ),
    ),
  };
}

export function caddy(site: Site): Snippet {
  return {
    id: "caddy",
    name: "Caddy",
    language: "caddy",
    file: "Caddyfile",
    notes: [
      "Then, in the block of each site: import csp",
      ...idNotes(site.cookies, COOKIES),
      ...leftOut(site, site.cookies),
    ],
    code: code(
      "(csp) {",
      ...idsOf(site).map(
        (id) =>
          `\tmap {http.request.cookie.${id}} {tattle_${id}} {\n\t\t~^([A-Za-z0-9_.~-]+)$ "\${1}"\n\t\tdefault ""\n\t}`,
      ),
      ...site.cookies.map(
        ({ name, value }) =>
          `\theader ${name} ${within(value, quoteCaddy, (id) => `{tattle_${id}}`)}`,
      ),
      "}",
    ),
  };
}
