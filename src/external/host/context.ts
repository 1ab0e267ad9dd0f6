import { type Log, type LogFields, systemClock } from "../../sink/context.ts";
import type { SinkContext } from "../../sink/sink.ts";
import { thrownText } from "../../sink/thrown.ts";
import { boundedLine, LOG_RATE, logCost } from "../log-line.ts";
import type { Mask } from "../mask.ts";
import type { LogLevel, LogLine } from "../protocol.ts";
import { ToldThrottle } from "../told-throttle.ts";

/** What a context is made for, and with. */
export interface ChildContextOptions {
  name: string;
  dataDir: string;
  mask: Mask;
  send: (message: object) => void;
}

/** What a child gives its sink: the host's log behind the channel, the rest its own. */
export function childContext({ name, dataDir, mask, send }: ChildContextOptions): SinkContext {
  return { name, dataDir, log: childLog(mask, send), clock: systemClock, fetch };
}

function childLog(mask: Mask, send: (line: LogLine) => void): Log {
  const throttle = new ToldThrottle({
    rate: LOG_RATE,
    clock: systemClock,
    onSuppressed: (suppressed) =>
      send({ log: "warn", message: "the sink logs too much", fields: { suppressed } }),
  });
  const write = (log: LogLevel) => (message: string, fields?: LogFields) => {
    const line = boundedLine({ log, message: String(message), fields: plain(fields) }, mask);
    if (throttle.admit(logCost(line))) send(line);
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** Only what a field may be, so that no log line of a plugin can throw. */
function plain(fields: unknown): LogFields {
  const entries = Object.entries(Object(fields)).map(
    ([key, value]): [string, LogFields[string]] => {
      if (typeof value === "string" || typeof value === "number") return [key, value];
      if (typeof value === "boolean" || value === null) return [key, value];
      // Against the types, and what authors do all the same.
      if (value instanceof Error) return [key, thrownText(value)];
      return [key, value === undefined ? "undefined" : typeof value];
    },
  );
  return Object.fromEntries(entries);
}
