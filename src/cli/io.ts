import type { Environment } from "../config/index.ts";
import type { Clock } from "../sink/context.ts";
import type { Disk } from "./disk.ts";

/** Signals that the commands react to. */
export type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** How to recognise the other end by its certificate alone, whatever name it is made out to. */
export interface KnownCertificate {
  /** The certificates to trust, PEM. */
  readonly ca: string;
  /** Trusts them as they are, their issuer unknown. */
  readonly allowPartialTrustChain: true;
  readonly checkServerIdentity: () => undefined;
}

/** A request of a command to a running Tattle; `unix` is the path of its socket. */
export type Request = (
  url: string,
  init: RequestInit & { unix?: string; tls?: KnownCertificate },
) => Promise<Response>;

/** Bun's own command line at work. */
export interface BunRun {
  /** Its exit code. */
  readonly exited: Promise<number>;
  /** Sends it a signal. Does nothing once it has ended. */
  readonly kill: (signal: Signal | "SIGKILL") => void;
}

/** Bytes from outside, as they come. */
export interface Input {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** When a file was changed last, milliseconds since the epoch; `null` for what is none. */
  readonly modifiedAt: number | null;
}

/** All that a command touches of the outside. `main.ts` passes the real ones, tests their own. */
export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /**
   * Resolves when what was printed to stdout has been taken; `false` once nobody takes it any
   * more. Left out: it is always taken.
   */
  readonly drained?: () => Promise<boolean>;
  /** Stdout is a terminal that shows colours. Left out: it is not. */
  readonly color?: boolean;
  readonly env: Environment;
  /** Absolute. */
  readonly cwd: string;
  /** The text of a file. Throws where it cannot be read. */
  readonly readFile: (path: string) => string;
  /** Opens a file, or the standard input for `null`. Throws where it cannot be read. */
  readonly input: (path: string | null) => Input;
  readonly fetch: Request;
  readonly disk: Disk;
  readonly clock: Clock;
  /**
   * Starts Bun's own command line, which is part of this program, in a folder and with these
   * variables beside our own. Its output goes where ours goes. It does not outlive this process.
   */
  readonly bun: (
    args: readonly string[],
    folder: string,
    env: Readonly<Record<string, string>>,
  ) => BunRun;
  /** Calls the listener for each such signal, until the process ends. */
  readonly onSignal: (signal: Signal, listener: () => void) => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}
