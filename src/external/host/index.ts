import { writeFileSync } from "node:fs";
import { Channel, lineOf } from "../channel.ts";
import { described } from "./import.ts";
import { registerModules } from "./modules.ts";
import { SinkHost } from "./sink-host.ts";

/** The child's end of the channel. */
const CHANNEL = 3;

/** How often a child says how much memory it holds where its host cannot look, in milliseconds. */
const RSS_EVERY = 250;

/** Runs the program of the child: does what the host says until the host is gone. */
export function runSinkHost(): void {
  // Whatever the sink replaces later, these are the real ones.
  const exit = process.exit.bind(process);
  const usage = process.memoryUsage.rss.bind(process.memoryUsage);
  showName(process.argv[3] ?? "");
  const channel = new Channel({
    fd: CHANNEL,
    // What the host sends has its bounds there.
    longest: () => Number.POSITIVE_INFINITY,
    onTooLong: () => {},
    onMessage: (line) => host.take(line),
    onClose: () => exit(0),
  });
  const send = (message: object) => channel.send(lineOf(message));
  const host = new SinkHost((line) => channel.send(line));
  const die = (error: unknown) => {
    send({ dying: host.short(described(error)) });
    exit(1);
  };
  process.on("uncaughtException", die);
  process.on("unhandledRejection", die);
  // Meant for the host as well, which still has reports to deliver and ends its children itself.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
  if (process.platform !== "linux") setInterval(() => send({ rss: usage() }), RSS_EVERY);
  registerModules();
}

/** In `top` and `ps -e` as well, which show no arguments. Linux only, and 15 bytes at most. */
function showName(title: string): void {
  try {
    writeFileSync("/proc/self/comm", `sink ${title}`);
  } catch {
    // Another system: its list of processes shows the arguments alone.
  }
}
