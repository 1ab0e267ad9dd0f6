/** Run while the program is compiled; from the sources, when the first page is asked for. */
import { resolve } from "node:path";

/**
 * The dashboard's files as {@link PackedFile}s in JSON. The bundler runs in a process of its own,
 * since it cannot run inside of itself.
 *
 * @throws Error with the bundler's output
 */
export function packDashboard(): string {
  const command = [process.execPath, resolve(import.meta.dir, "bundle.ts")];
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, {
    // The binary's own variable; what is compiled by it must not depend on where it runs.
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (exitCode !== 0) throw new Error(`the dashboard cannot be built:\n${stdout}${stderr}`);
  return stdout.toString();
}
