import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { Setup } from "../../src/setup/index.ts";
import type { Certificates } from "./certificates.ts";
import { type Program, programPath } from "./programs.ts";
import { codeOf } from "./snippet-runs.ts";

export type WebServerName = "nginx" | "apache" | "caddy" | "express" | "django";

/** What each server needs to run here. */
export const SERVERS: Readonly<Record<WebServerName, readonly Program[]>> = {
  nginx: ["nginx"],
  apache: ["apache2"],
  caddy: ["caddy"],
  express: [],
  django: ["django-admin"],
};

/** Who is logged in where the application itself knows. */
export const USER = "u 1;,'%ü";

/** How long a server may take to listen, in milliseconds. */
const PATIENCE = 30_000;
const ATTEMPTS = 3;
const MODULES = resolve(import.meta.dir, "../../node_modules");

/** What a server is started with. */
interface Place {
  readonly folder: string;
  readonly port: number;
  readonly certificates: Certificates;
}

/** A command, and what it writes into the folder before. */
type Plan = (setup: Setup, place: Place) => readonly string[];

/**
 * A real web server that runs the snippet of its name, for one site with `pages` by their paths.
 * It runs as whoever runs the tests, on the loopback, and is ended by its pid.
 */
export class WebServer implements AsyncDisposable {
  private constructor(
    readonly origin: string,
    readonly port: number,
    readonly child: Bun.Subprocess,
  ) {}

  static async start(
    name: WebServerName,
    setup: Setup,
    pages: Readonly<Record<string, string>>,
    parent: string,
    certificates: Certificates,
  ): Promise<WebServer> {
    let failure: unknown;
    // Somebody else may take the port that was free a moment ago.
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const folder = siteFolder(parent, name, pages);
      const port = freePort();
      const command = PLANS[name](setup, { folder, port, certificates });
      const log = join(folder, "log");
      const child = Bun.spawn([...command], {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          XDG_DATA_HOME: folder,
          XDG_CONFIG_HOME: folder,
        },
        stdin: "ignore",
        stdout: Bun.file(log),
        stderr: Bun.file(`${log}.errors`),
      });
      const server = new WebServer(`https://shop.test:${port}`, port, child);
      try {
        await server.#listening(certificates);
        return server;
      } catch (error) {
        const said = (await Bun.file(`${log}.errors`).text()) + (await Bun.file(log).text());
        failure = new Error(`${name}: ${error}\n${said}`);
        await server[Symbol.asyncDispose]();
      }
    }
    throw failure;
  }

  /** Asks for a path as a client that trusts the tests' authority. */
  fetch(path: string, certificates: Certificates, headers: Record<string, string> = {}) {
    const tls = { ca: certificates.authorityPem };
    return fetch(`https://localhost:${this.port}${path}`, { headers, tls });
  }

  async #listening(certificates: Certificates): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}`);
      try {
        await (await this.fetch("/", certificates)).arrayBuffer();
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await Bun.sleep(50);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
    await this.child.exited;
    clearTimeout(timer);
  }
}

/** The Python that has Django, by the first line of Django's own command. */
function pythonOf(command: string): string {
  return /^#!\s*(\S+)/.exec(readFileSync(command, "utf8"))?.[1] ?? "python3";
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

/** Apache's children give up root, and have to read it all the same. */
function siteFolder(parent: string, name: string, pages: Readonly<Record<string, string>>): string {
  chmodSync(parent, 0o755);
  const folder = mkdtempSync(join(parent, `${name}-`));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "www"));
  for (const [path, text] of Object.entries(pages)) writeFileSync(join(folder, "www", path), text);
  return folder;
}

const PLANS: Readonly<Record<WebServerName, Plan>> = {
  nginx(setup, { folder, port, certificates: { cert, key } }) {
    writeFileSync(join(folder, "csp.conf"), codeOf(setup, "nginx"));
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    writeFileSync(
      join(folder, "nginx.conf"),
      `daemon off;
master_process off;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.map((each) => `${each}_temp_path ${folder}/${each};`).join("\n  ")}
  types { text/html html; text/javascript js; }
  include ${folder}/csp.conf;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${cert};
    ssl_certificate_key ${key};
    root ${folder}/www;
  }
}
`,
    );
    return [programPath("nginx"), "-p", folder, "-e", "stderr", "-c", join(folder, "nginx.conf")];
  },

  apache(setup, { folder, port, certificates: { cert, key } }) {
    writeFileSync(join(folder, "csp.conf"), codeOf(setup, "apache"));
    const modules = ["mpm_event", "authz_core", "dir", "mime", "headers", "setenvif", "ssl"];
    const root = process.getuid?.() === 0;
    writeFileSync(
      join(folder, "httpd.conf"),
      `${modules.map((each) => `LoadModule ${each}_module /usr/lib/apache2/modules/mod_${each}.so`).join("\n")}
ServerName shop.test
PidFile ${folder}/httpd.pid
Mutex pthread
ErrorLog /dev/stderr
Listen 127.0.0.1:${port}
${root ? "User www-data\nGroup www-data" : ""}
SSLEngine on
SSLCertificateFile ${cert}
SSLCertificateKeyFile ${key}
TypesConfig /dev/null
AddType text/html .html
AddType text/javascript .js
DocumentRoot ${folder}/www
DirectoryIndex index.html
Include ${folder}/csp.conf
`,
    );
    const file = join(folder, "httpd.conf");
    return [programPath("apache2"), "-d", folder, "-f", file, "-D", "FOREGROUND"];
  },

  caddy(setup, { folder, port, certificates: { cert, key } }) {
    writeFileSync(
      join(folder, "Caddyfile"),
      `{
	admin off
	auto_https off
}
${codeOf(setup, "caddy")}
https://shop.test:${port}, https://localhost:${port} {
	bind 127.0.0.1
	tls ${cert} ${key}
	root * ${folder}/www
	import csp
	file_server
}
`,
    );
    const file = join(folder, "Caddyfile");
    return [programPath("caddy"), "run", "--config", file, "--adapter", "caddyfile"];
  },

  express(setup, { folder, port, certificates: { cert, key } }) {
    symlinkSync(MODULES, join(folder, "node_modules"));
    writeFileSync(join(folder, "csp.js"), codeOf(setup, "express"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(
      join(folder, "app.js"),
      `import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import express from "express";
import { csp } from "./csp.js";
const app = express();
app.use((request, response, next) => {
  request.user = { id: ${JSON.stringify(USER)} };
  next();
});
app.use(csp);
app.use(express.static("www"));
const files = { cert: readFileSync(${JSON.stringify(cert)}), key: readFileSync(${JSON.stringify(key)}) };
createServer(files, app).listen(${port}, "127.0.0.1");
`,
    );
    return [Bun.which("node") ?? process.execPath, join(folder, "app.js")];
  },

  django(setup, { folder, port, certificates: { cert, key } }) {
    mkdirSync(join(folder, "mysite"));
    writeFileSync(join(folder, "mysite/csp.py"), codeOf(setup, "django"));
    writeFileSync(
      join(folder, "app.py"),
      `import mimetypes, pathlib, ssl, types
from wsgiref.simple_server import make_server
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import re_path

def user(get_response):
    def middleware(request):
        request.user = types.SimpleNamespace(pk=${JSON.stringify(USER)})
        return get_response(request)
    return middleware

def page(request, path):
    file = pathlib.Path("www") / (path or "index.html")
    return HttpResponse(file.read_bytes(), content_type=mimetypes.guess_type(file)[0])

urlpatterns = [re_path("^(.*)$", page)]
settings.configure(
    ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="of a test",
    MIDDLEWARE=["__main__.user", "mysite.csp.csp"],
)
server = make_server("127.0.0.1", ${port}, get_wsgi_application())
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(${JSON.stringify(cert)}, ${JSON.stringify(key)})
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
`,
    );
    return [pythonOf(programPath("django-admin")), join(folder, "app.py")];
  },
};
