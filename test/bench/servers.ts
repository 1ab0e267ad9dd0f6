import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { REPORT_BODY, REPORT_PATH } from "./request.ts";

/** A server that runs as a process of its own. */
export interface BenchServer {
  name: string;
  pid: number;
  port: number;
  /** Its folder, removed when it stops. */
  dir: string;
  /** Milliseconds from its start to the first 204. */
  startup: number;
  stop(): Promise<void>;
}

const ROOT = resolve(import.meta.dir, "../..");
const TATTLE = join(ROOT, "dist/tattle");

/** Bare `Bun.serve` that parses the same JSON and answers 204: what everything is compared with. */
export function startBare(): Promise<BenchServer> {
  const script = `Bun.serve({ port: PORT, hostname: "127.0.0.1",
    fetch: (r) => r.json().then(() => new Response(null, { status: 204 })) });`;
  return start("bare Bun.serve, JSON parsed", (port) => [
    process.execPath,
    "-e",
    script.replace("PORT", String(port)),
  ]);
}

/** The compiled binary with one sink. */
export function startTattle(sink: string, more: readonly string[] = []): Promise<BenchServer> {
  return start(`tattle, ${[sink, ...more].join(", ")}`, (port, dir) => {
    const config = join(dir, "tattle.toml");
    writeFileSync(config, [...more, "[[sinks]]", `type = "${sink}"`, ""].join("\n"));
    const listen = `127.0.0.1:${port}`;
    return [TATTLE, "serve", "--config", config, "--listen", listen, "--data", join(dir, "data")];
  });
}

/** Opens the API of {@link startReading}. */
export const READ_TOKEN = "a-token-of-the-bench-alone-0123456789abcdef";

/** The compiled binary with a database of the `sqlite` sink, which keeps everything that is in it. */
export function startReading(database: string): Promise<BenchServer> {
  return start(`tattle with ${database}`, (port, dir) => {
    const config = join(dir, "tattle.toml");
    const lines = [
      "[admin]",
      `token = "${READ_TOKEN}"`,
      "[[sinks]]",
      'type = "sqlite"',
      `path = "${database}"`,
      'retention = { reports = "3650d", size = "1TiB", rollups = "3650d" }',
      "",
    ];
    writeFileSync(config, lines.join("\n"));
    const listen = `127.0.0.1:${port}`;
    return [TATTLE, "serve", "--config", config, "--listen", listen, "--data", join(dir, "data")];
  });
}

/** nginx that writes each body to its access log and answers 204. `null` where there is no nginx. */
export async function startNginx(): Promise<BenchServer | null> {
  const nginx = Bun.which("nginx", { PATH: `${process.env.PATH}:/usr/sbin` });
  if (nginx === null) return null;
  return start("nginx, bodies to its access log", (port, dir) => {
    mkdirSync(join(dir, "tmp"));
    writeFileSync(join(dir, "nginx.conf"), nginxConfig(port, dir));
    return [nginx, "-p", dir, "-c", join(dir, "nginx.conf"), "-e", join(dir, "error.log")];
  });
}

/** A body is only read, and so logged, where it is passed on; the inner server answers. */
function nginxConfig(port: number, dir: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${dir}/tmp/${kind};`)
    .join("\n");
  // Started by root, its workers would be somebody who may not enter the folder.
  const user = process.getuid?.() === 0 ? "user root;" : "";
  return `daemon off;
${user}
worker_processes 1;
pid ${dir}/nginx.pid;
events { worker_connections 2048; }
http {
  ${temporary}
  log_format body escape=json '$request_body';
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location / {
      client_body_buffer_size 64k;
      access_log ${dir}/bodies.log body buffer=64k flush=1s;
      proxy_pass http://unix:${dir}/inner.sock;
    }
  }
  server {
    listen unix:${dir}/inner.sock backlog=1024;
    access_log off;
    location / { return 204; }
  }
}
`;
}

async function start(
  name: string,
  command: (port: number, dir: string) => string[],
): Promise<BenchServer> {
  const dir = mkdtempSync(join(tmpdir(), "tattle-bench-"));
  const port = freePort();
  const began = performance.now();
  const child = Bun.spawn(command(port, dir), {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await child.exited;
    rmSync(dir, { recursive: true });
  };
  while (!(await answers(port))) {
    if (child.exitCode === null && performance.now() - began < 20_000) continue;
    await stop();
    throw new Error(`${name} did not start.`);
  }
  const startup = performance.now() - began;
  return { name, pid: child.pid, port, dir, startup, stop };
}

async function answers(port: number): Promise<boolean> {
  const headers = { "content-type": "application/csp-report" };
  const url = `http://127.0.0.1:${port}${REPORT_PATH}`;
  try {
    const signal = AbortSignal.timeout(5_000);
    const { status } = await fetch(url, { method: "POST", headers, body: REPORT_BODY, signal });
    return status === 204;
  } catch {
    await Bun.sleep(2);
    return false;
  }
}

function freePort(): number {
  const probe = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { port } = probe;
  void probe.stop(true);
  return port ?? 0;
}
