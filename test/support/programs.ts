/** What tests need beside Tattle, and the packages of Debian that have it. */
const PACKAGES = {
  chromium: "chromium",
  "firefox-esr": "firefox-esr",
  certutil: "libnss3-tools",
  openssl: "openssl",
  python3: "python3",
  ruby: "ruby",
  php: "php-cli",
  nginx: "nginx-light",
  apache2: "apache2-bin",
  caddy: "caddy",
  "django-admin": "python3-django",
} as const;

export type Program = keyof typeof PACKAGES;

/**
 * Whether tests that need these programs run here. Where one is missing they are skipped and the
 * reason is printed; in CI they run all the same, and fail by {@link programPath}.
 */
export function canRun(programs: readonly Program[]): boolean {
  const missing = programs.filter((program) => which(program) === null);
  if (missing.length === 0 || process.env.CI) return true;
  const packages = missing.map((program) => PACKAGES[program]).join(" ");
  process.stderr.write(`Skipped: ${missing.join(", ")} not found (apt-get install ${packages})\n`);
  return false;
}

/** Servers are where only root looks. */
function which(program: Program): string | null {
  return Bun.which(program, { PATH: `${process.env.PATH}:/usr/sbin` });
}

/** Path of a program; throws with the name of its package where it is missing. */
export function programPath(program: Program): string {
  const path = which(program);
  if (path === null) throw new Error(`${program} is missing: install ${PACKAGES[program]}`);
  return path;
}

/** Runs a program to its end; throws with its output when it fails. */
export function runProgram(program: Program, args: readonly string[]): void {
  const { exitCode, stdout, stderr } = Bun.spawnSync([programPath(program), ...args]);
  if (exitCode !== 0) throw new Error(`${program} ${args.join(" ")}:\n${stdout}${stderr}`);
}
