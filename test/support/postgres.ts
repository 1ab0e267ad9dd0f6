import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The package of Debian that has it. */
const PACKAGE = "postgresql";

/** How long a test may wait for {@link Postgres.start}, in milliseconds. It takes less than one second. */
export const START_LIMIT = 60_000;

/** Nothing here is meant to survive a loss of power, and everything to be quick and small. */
const SETTINGS = {
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "16MB",
  autovacuum: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  wal_init_zero: "off",
  max_connections: "40",
  listen_addresses: "127.0.0.1",
  ssl: "on",
  ssl_cert_file: "server.crt",
  ssl_key_file: "server.key",
  logging_collector: "off",
};

const CERTIFICATES = join(import.meta.dir, "../fixtures/tls");

/** Password of the superuser. With characters that a URL has to escape. */
const PASSWORD = "sup3r/secret@pass:word%";

/**
 * Whether tests that need PostgreSQL run here. Where it is missing they are skipped and the reason
 * is printed; in CI they run all the same, and fail by {@link Postgres.start}.
 */
export function hasPostgres(): boolean {
  if (program("postgres") !== null || process.env.CI) return true;
  process.stderr.write(`Skipped: no PostgreSQL found (apt-get install ${PACKAGE})\n`);
  return false;
}

/** Who may log in where. */
export interface Login {
  user?: string;
  password?: string;
  database?: string;
  /** Query of the URL, without `?`. */
  query?: string;
}

/** A PostgreSQL server of the tests' own: on loopback and a unix socket, in a folder of its own. */
export class Postgres implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  readonly #identity = unprivileged();
  readonly port = freePort();
  #process: Bun.Subprocess | null = null;

  private constructor() {}

  /** Makes an empty cluster and starts it. */
  static async start(): Promise<Postgres> {
    const server = new Postgres();
    server.#initialize();
    await server.start();
    return server;
  }

  /** The folder of its unix socket. */
  get socket(): string {
    return this.#folder.path;
  }

  /** A connection URL over TCP. */
  url({
    user = "postgres",
    password = PASSWORD,
    database = "postgres",
    query,
  }: Login = {}): string {
    const secret = encodeURIComponent(password);
    const suffix = query === undefined ? "" : `?${query}`;
    return `postgres://${user}:${secret}@127.0.0.1:${this.port}/${database}${suffix}`;
  }

  /** A connection URL over the unix socket. */
  socketUrl(database = "postgres"): string {
    const secret = encodeURIComponent(PASSWORD);
    const folder = encodeURIComponent(this.socket);
    return `postgres://postgres:${secret}@/${database}?host=${folder}&port=${this.port}`;
  }

  /** Runs one statement as the superuser, on a connection of its own, and gives its rows. */
  async run(statement: string, database = "postgres"): Promise<Array<Record<string, unknown>>> {
    const sql = new SQL(this.socketUrl(database), { max: 1, connectionTimeout: 10 });
    try {
      return [...(await sql.unsafe<Array<Record<string, unknown>>>(statement))];
    } finally {
      await sql.close();
    }
  }

  /** A new empty database. */
  async createDatabase(options = ""): Promise<string> {
    const name = `db_${Bun.randomUUIDv7().replaceAll("-", "")}`;
    await this.run(`CREATE DATABASE ${name} ${options}`);
    return name;
  }

  /** Starts it on the same folder and port; resolves when it takes connections. */
  async start(): Promise<void> {
    const settings = Object.entries({ ...SETTINGS, port: String(this.port) });
    const options = settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    await eventually(async () => {
      if (this.#process === null || this.#process.exitCode !== null) {
        this.#process = Bun.spawn(
          [programPath("postgres"), "-D", this.#data, "-k", this.socket, ...options],
          { ...this.#identity, cwd: this.socket, stdout: "ignore", stderr: this.#log },
        );
      }
      await this.run("SELECT 1");
    });
  }

  /** Stops it as an administrator does, connections cut off (`fast`). */
  async stop(): Promise<void> {
    await this.#end("SIGINT");
  }

  /** Kills it as a crash does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** What it has logged. */
  get log(): string {
    return readFileSync(join(this.socket, "log"), "utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end("SIGQUIT");
    this.#folder[Symbol.dispose]();
  }

  get #data(): string {
    return join(this.socket, "data");
  }

  get #log() {
    return Bun.file(join(this.socket, "log"));
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#process?.kill(signal);
    await this.#process?.exited;
    this.#process = null;
  }

  #initialize(): void {
    const password = join(this.socket, "password");
    writeFileSync(password, PASSWORD);
    writeFileSync(join(this.socket, "log"), "");
    this.#own(this.socket, 0o700);
    this.#own(password, 0o600);
    const { exitCode, stdout, stderr } = Bun.spawnSync(
      [
        programPath("initdb"),
        ...["-D", this.#data, "-U", "postgres", "--pwfile", password],
        ...[
          "--auth",
          "scram-sha-256",
          "-E",
          "UTF8",
          "--locale",
          "C",
          "--no-sync",
          "--wal-segsize",
          "1",
        ],
      ],
      { ...this.#identity, cwd: this.socket },
    );
    if (exitCode !== 0) throw new Error(`initdb:\n${stdout}${stderr}`);
    for (const [from, to] of [
      ["first-cert.pem", "server.crt"],
      ["first-key.pem", "server.key"],
    ] as const) {
      const copy = join(this.#data, to);
      copyFileSync(join(CERTIFICATES, from), copy);
      this.#own(copy, 0o600);
    }
  }

  #own(path: string, mode: number): void {
    chmodSync(path, mode);
    const { uid, gid } = this.#identity;
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }
}

/** PostgreSQL refuses to run as root; then it runs as `postgres` or, where there is none, `nobody`. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("There is no user to run PostgreSQL as.");
}

/** Debian keeps the server's programs off the path, in a folder per release. */
function program(name: "initdb" | "postgres"): string | null {
  const releases = [...new Bun.Glob(`*/bin/${name}`).scanSync(folderOr("/usr/lib/postgresql"))];
  const newest = releases.sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))[0];
  return newest === undefined ? Bun.which(name) : join("/usr/lib/postgresql", newest);
}

function folderOr(path: string): string {
  return existsSync(path) ? path : import.meta.dir;
}

function programPath(name: "initdb" | "postgres"): string {
  const path = program(name);
  if (path === null) throw new Error(`${name} is missing: install ${PACKAGE}`);
  return path;
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
