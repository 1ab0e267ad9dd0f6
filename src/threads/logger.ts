import pino from "pino";
import type { Log, LogFields } from "../sink/context.ts";

/** From which level on lines are written. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * JSON lines on stderr. Synchronous, so that the last line before a crash is there, and usable in
 * every thread: a line is one write. Foreign text is quoted by JSON like everything else.
 */
export function createLog(level: LogLevel, bindings: LogFields = {}): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  ).child(bindings);
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}
